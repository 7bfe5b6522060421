#include "core/train/checkpoint_writer.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/train/checkpoint.h"
#include "core/train/run_data.h"

namespace skewscope::train {
namespace {

namespace fs = std::filesystem;

void write(store::Writer& writer, const std::string& run, const TensorFile& checkpoint, std::int64_t epoch,
           std::int64_t step) {
  const fs::path folder = writer.run([](store::Store& s) { return s.checkpointFolder(); });
  fs::create_directories(folder);
  const std::string name = fmt::format("{}-{:06d}-{:06d}.safetensors", run, epoch, step);
  store::CheckpointRecord record;
  record.epoch = epoch;
  record.step = step;
  record.path = (folder.filename() / name).string();
  record.digest = saveCheckpoint(folder / name, checkpoint);
  record.bytes = static_cast<std::int64_t>(fs::file_size(folder / name));
  const auto orphans = writer.run([&](store::Store& s) { return s.recordCheckpoint(run, record); });
  for (const std::string& orphan : orphans) {
    std::error_code ignored;
    if (orphan != record.path) fs::remove(checkpointFile(folder.parent_path(), orphan), ignored);
  }
}

}  // namespace

void CheckpointWriter::begin(TensorFile checkpoint, std::int64_t epoch, std::int64_t step) {
  finish();
  writing_ = std::async(std::launch::async, [this, checkpoint = std::move(checkpoint), epoch, step] {
    write(writer_, run_, checkpoint, epoch, step);
  });
}

bool CheckpointWriter::isWritten() const {
  return !isPending() || writing_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

void CheckpointWriter::finish() {
  if (isPending()) writing_.get();
}

}  // namespace skewscope::train
