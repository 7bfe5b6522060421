#pragma once

#include <QDialog>
#include <QStringList>
#include <functional>
#include <memory>

namespace skewscope::ui {

class StoreService;

/// One test image looked at closely: enlarged, what each run took it for over its epochs, the test images
/// that are nearest to it among a run's features, views that training would draw of it, and where a run's
/// network looks (Grad-CAM, which the engine computes).
class SampleInspector : public QDialog {
  Q_OBJECT
 public:
  /// `engine`: the program that computes Grad-CAM; empty if there is none.
  SampleInspector(StoreService& store, std::function<QString()> engine, QWidget* parent = nullptr);
  ~SampleInspector() override;

  /// Shows test image `image` of the data of the first of `runs`, and comes to the front. Runs on other data
  /// are left out.
  void showSample(const QStringList& runs, qlonglong image);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
