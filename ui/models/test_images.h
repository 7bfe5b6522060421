#pragma once

#include <QImage>
#include <QObject>
#include <QString>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/data/image_set.h"
#include "core/store/records.h"

namespace skewscope::ui {

/// The test images of the data set of a run, read in the background when they are first asked for and kept
/// until another data set is; those that another TestImages holds are shared. Signals arrive on the GUI
/// thread; nothing here blocks it, the destructor neither.
class TestImages : public QObject {
  Q_OBJECT
 public:
  explicit TestImages(QObject* parent = nullptr);
  ~TestImages() override;

  /// Asks for the test images of a run's data set (by its digest); ready() or failed() follows, at once where
  /// they are here already.
  void request(const store::RunRecord& run);
  /// Whether those of this data set are here.
  bool has(const std::string& dataDigest) const;
  /// Those images in full, with their labels; null if they are not here. May be kept and read on any thread.
  std::shared_ptr<const data::ImageSet> images(const std::string& dataDigest) const;
  /// Image `index` in the data set's order, at most kPreviewSide pixels wide; null if it is not there.
  QImage image(std::int64_t index) const;

 signals:
  void ready(const QString& dataDigest);
  /// They cannot be read, and why.
  void failed(const QString& message);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
