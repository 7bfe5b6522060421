#pragma once

#include <QDialog>
#include <memory>

#include "ui/models/dataset_service.h"

namespace skewscope::ui {

/// Adds a data set of the user's own: a folder or archive is chosen or dropped, read in the background, shown
/// with its images and counts, and put into the registry under a name. Add is there only for what could be
/// read. It can be closed at any time but for the moment in which the set is put there.
class DatasetDialog : public QDialog {
  Q_OBJECT
 public:
  /// `reader`: DatasetService's, for tests.
  explicit DatasetDialog(QWidget* parent = nullptr, DatasetService::Reader reader = {});
  ~DatasetDialog() override;

  /// As if the user had typed it; read at once.
  void setPath(const QString& path);
  /// Cancel, Escape and the close button; not while the set is being added.
  void reject() override;

 signals:
  /// A data set was added; the dialog closes.
  void added(const QString& name);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
