#pragma once

#include <cstdint>
#include <future>
#include <string>
#include <utility>

#include "core/base/tensor_file.h"
#include "core/store/writer.h"

namespace skewscope::train {

/// Writes the checkpoints of a run while its training goes on: a thread makes the file durable, then records
/// it in the store, which drops every row past it, and deletes the file that it replaces. One at a time and
/// in their order. Rows of a later epoch must not be written before finish(): they would be dropped.
class CheckpointWriter {
 public:
  /// `writer` must outlive this, and the run be leased until the last checkpoint is finished or this is gone.
  CheckpointWriter(store::Writer& writer, std::string run) : writer_(writer), run_(std::move(run)) {}
  /// Waits for what is being written; an error of it is lost.
  ~CheckpointWriter() = default;
  CheckpointWriter(const CheckpointWriter&) = delete;
  CheckpointWriter& operator=(const CheckpointWriter&) = delete;

  /// Begins to write `checkpoint`, which is that of `epoch` epochs and `step` steps of the next, after
  /// finish() of the one before.
  void begin(TensorFile checkpoint, std::int64_t epoch, std::int64_t step);
  /// Whether one was begun and not finished.
  bool isPending() const { return writing_.valid(); }
  /// Whether finish() would not wait.
  bool isWritten() const;
  /// Waits until what was begun is durable and recorded, and throws what kept it from that (an Error).
  void finish();

 private:
  store::Writer& writer_;
  const std::string run_;
  std::future<void> writing_;
};

}  // namespace skewscope::train
