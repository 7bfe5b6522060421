#pragma once

#include <QStackedWidget>

#include "ui/models/dataset_service.h"

class QLabel;
class QPlainTextEdit;

namespace skewscope::ui {

class HistogramView;
class ImageGrid;

/// What is known of a data set that is about to be added: a hint, that it is being read, what is wrong with
/// it, or its facts, example images and images per class.
class DatasetView : public QStackedWidget {
  Q_OBJECT
 public:
  explicit DatasetView(QWidget* parent = nullptr);

  /// What to do, while nothing is asked for.
  void showHint(const QString& text);
  /// `images`: decoded so far.
  void showReading(std::int64_t images);
  /// Why it cannot be read; can be selected and copied.
  void showError(const QString& message);
  /// Facts, images and counts of an answer without an error.
  void showFound(const DatasetAnswer& answer);

 private:
  QWidget* hintPage();
  QWidget* readingPage();
  QWidget* errorPage();
  QWidget* foundPage();

  QLabel *hint_ = nullptr, *progress_ = nullptr;
  QPlainTextEdit* error_ = nullptr;
  QLabel *kind_ = nullptr, *facts_ = nullptr, *digest_ = nullptr, *shown_ = nullptr;
  ImageGrid* images_ = nullptr;
  HistogramView* histogram_ = nullptr;
};

}  // namespace skewscope::ui
