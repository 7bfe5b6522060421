#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/parallel.h"
#include "core/data/image_set.h"
#include "core/data/registry.h"
#include "ui/models/dataset_preview.h"

namespace skewscope::ui {

/// Where a data set lies and how it is to be read.
struct DatasetQuery {
  std::string kind;  ///< a name of data::datasetKinds(); empty: data::guessKind()
  std::filesystem::path path;
  data::DatasetOptions options;

  bool operator==(const DatasetQuery&) const = default;
};

/// What was found there.
struct DatasetAnswer {
  DatasetQuery query;
  data::RegisteredDataset found;  ///< to be registered, but for its name
  std::vector<PreviewRow> preview;
  QString error;  ///< not empty: it cannot be read, and why
};

/// Reads data sets and adds them to the user's registry on threads of its own, the newest request wins.
/// Signals arrive on the GUI thread; nothing here blocks it, the destructor neither: a reader that cannot be
/// stopped at once ends by itself, and its answer is dropped.
class DatasetService : public QObject {
  Q_OBJECT
 public:
  /// What reads a data set; data::readKind(), but for tests.
  using Reader = std::function<data::Dataset(const DatasetQuery& query, const ParallelFor& parallel)>;

  explicit DatasetService(QObject* parent = nullptr, Reader reader = {});
  ~DatasetService() override;

  /// Asks for a data set; one that is being read is given up. answered() follows, for this one only.
  void request(const DatasetQuery& query);
  /// Gives up what is being read, if anything is.
  void cancel();
  /// Images of the request that have been decoded so far.
  std::int64_t imagesDone() const;
  /// Puts a data set into the registry (data::registerDataset()). added() or refused() follows.
  void add(const data::RegisteredDataset& set);

 signals:
  void answered(std::shared_ptr<const skewscope::ui::DatasetAnswer> answer);
  void added(const QString& name);
  /// It was not added, and why.
  void refused(const QString& message);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
