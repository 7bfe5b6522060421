#include "core/data/set_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/tensor_file.h"

namespace skewscope::data {
namespace {

constexpr std::size_t kMostFiles = 256;

void setPixels(TensorFile& content, const char* name, const ImageSet& set) {
  TensorBytes& tensor = content.tensors[name];
  tensor.type = TensorType::UInt8;
  tensor.shape = {set.size(), set.height, set.width, ImageSet::kChannels};
  const auto bytes = std::as_bytes(std::span(set.pixels));
  tensor.bytes.assign(bytes.begin(), bytes.end());
}

void setLabels(TensorFile& content, const char* name, const ImageSet& set) {
  const std::vector<std::int64_t> labels(set.labels.begin(), set.labels.end());
  TensorBytes& tensor = content.tensors[name];
  tensor.type = TensorType::Int64;
  tensor.shape = {set.size()};
  const auto bytes = std::as_bytes(std::span(labels));
  tensor.bytes.assign(bytes.begin(), bytes.end());
}

void write(const std::filesystem::path& file, const Dataset& dataset) {
  TensorFile content;
  content.metadata["dataset"] =
      nlohmann::json{{"name", dataset.name},     {"title", dataset.title},
                     {"digest", dataset.digest}, {"classes", dataset.train.classNames},
                     {"mean", dataset.mean},     {"stddev", dataset.stddev}}
          .dump();
  setPixels(content, "train", dataset.train);
  setPixels(content, "test", dataset.test);
  setLabels(content, "train_labels", dataset.train);
  setLabels(content, "test_labels", dataset.test);
  try {
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    writeTensorFile(file, content);
  } catch (const Error&) {
    // A full or read-only disk costs time at the next start and nothing else.
  }
}

/// One part of the set; false if the tensors are not those of one.
bool fill(const TensorFile& content, const std::string& name, ImageSet& set) {
  const TensorBytes& pixels = content.tensors.at(name);
  const TensorBytes& labels = content.tensors.at(name + "_labels");
  if (pixels.type != TensorType::UInt8 || pixels.shape.size() != 4 ||
      pixels.shape[3] != ImageSet::kChannels || labels.type != TensorType::Int64 ||
      labels.shape != std::vector{pixels.shape[0]}) {
    return false;
  }
  constexpr auto kMost = std::int64_t{std::numeric_limits<std::uint16_t>::max()};
  if (pixels.shape[1] > kMost || pixels.shape[2] > kMost) return false;
  set.height = static_cast<int>(pixels.shape[1]);
  set.width = static_cast<int>(pixels.shape[2]);
  set.pixels.resize(pixels.bytes.size());
  if (!pixels.bytes.empty()) std::memcpy(set.pixels.data(), pixels.bytes.data(), pixels.bytes.size());
  std::vector<std::int64_t> values(static_cast<std::size_t>(labels.shape[0]));
  if (!values.empty()) std::memcpy(values.data(), labels.bytes.data(), labels.bytes.size());
  for (const std::int64_t value : values) {
    if (value < 0 || value >= set.classes()) return false;
    set.labels.push_back(static_cast<std::uint16_t>(value));
  }
  return true;
}

/// Nothing if there is no such file or it is not what was written: then the images are read anew.
std::optional<Dataset> read(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return std::nullopt;
  try {
    const TensorFile content = readTensorFile(file);
    const auto json = nlohmann::json::parse(content.metadata.at("dataset"));
    Dataset dataset;
    dataset.name = json.at("name").get<std::string>();
    dataset.title = json.at("title").get<std::string>();
    dataset.digest = json.at("digest").get<std::string>();
    dataset.mean = json.at("mean").get<std::array<float, 3>>();
    dataset.stddev = json.at("stddev").get<std::array<float, 3>>();
    dataset.train.classNames = dataset.test.classNames = json.at("classes").get<std::vector<std::string>>();
    if (!fill(content, "train", dataset.train) || !fill(content, "test", dataset.test)) return std::nullopt;
    if (dataset.digest != digestOf(dataset.train, dataset.test)) return std::nullopt;
    return dataset;
  } catch (const Error&) {
    return std::nullopt;
  } catch (const std::out_of_range&) {
    return std::nullopt;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

Dataset throughCache(const std::filesystem::path& file, const std::function<Dataset()>& readSet) {
  if (file.empty()) return readSet();
  if (auto cached = read(file)) return std::move(*cached);
  Dataset dataset = readSet();
  if (dataset.train.factors.empty()) write(file, dataset);
  return dataset;
}

std::filesystem::path cacheFileOf(const std::filesystem::path& folder, const std::string& kind,
                                  const std::filesystem::path& path, const DatasetOptions& options) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::vector<fs::path> files;
  if (fs::is_regular_file(path, error)) {
    files.push_back(path);
  } else {
    for (fs::recursive_directory_iterator it(path, fs::directory_options::follow_directory_symlink, error),
         end;
         !error && it != end; it.increment(error)) {
      if (it.depth() > 0) it.disable_recursion_pending();
      std::error_code ignored;
      const std::string ending = it->path().extension().string();
      const bool source = ending == ".bin" || ending == ".npy" || ending == ".txt" || ending == ".gz" ||
                          ending == ".tgz" || ending == ".tar";
      if (source && it->is_regular_file(ignored)) files.push_back(it->path());
      if (files.size() > kMostFiles) return {};
    }
  }
  if (error || files.empty()) return {};
  std::ranges::sort(files);
  Sha256 digest;
  digest.update(fmt::format("skewscope set cache 1\n{}\n{}\n{}\n", kind, options.side,
                            options.fit == Fit::Crop ? "crop" : "squash"));
  for (const fs::path& file : files) {
    const auto size = fs::file_size(file, error);
    if (error) return {};
    const auto time = fs::last_write_time(file, error);
    if (error) return {};
    digest.update(fmt::format("{}\n{}\n{}\n", file.string(), size, time.time_since_epoch().count()));
  }
  return folder / (digest.hex() + ".safetensors");
}

}  // namespace skewscope::data
