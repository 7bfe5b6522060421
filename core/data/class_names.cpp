#include "core/data/class_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "core/data/data_error.h"
#include "core/data/dataset_options.h"
#include "core/data/source_files.h"

namespace skewscope::data {
namespace {

constexpr std::size_t kMostName = 200;
constexpr std::size_t kMostFile = (kMostName + 2) * static_cast<std::size_t>(kMostClasses);

}  // namespace

std::vector<std::string> readClassNames(const std::filesystem::path& file) {
  const auto content = readFile(file, kMostFile);
  std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
  if (content.size() > kMostFile)
    damaged(fmt::format("{} is longer than {} bytes.", file.string(), kMostFile));
  std::vector<std::string> names;
  std::set<std::string_view> seen;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() && text.empty()) break;
    if (line.empty() || line.size() > kMostName || !isPlainUtf8(line)) {
      damaged(fmt::format("{}: line {} is no name of 1 to {} bytes of UTF-8.", file.string(),
                          names.size() + 1, kMostName));
    }
    if (!seen.insert(line).second) {
      damaged(fmt::format("{}: line {} has the name of another class, \"{}\".", file.string(),
                          names.size() + 1, line));
    }
    names.emplace_back(line);
  }
  return names;
}

void setClassNames(Dataset& dataset, const std::filesystem::path& file, const std::string& name) {
  std::vector<std::string> names;
  std::error_code error;
  if (std::filesystem::exists(file, error)) {
    names = readClassNames(file);
  } else {
    const auto& labels = dataset.train.labels;
    const int classes = labels.empty() ? 0 : *std::ranges::max_element(labels) + 1;
    for (int c = 0; c < classes; ++c) names.push_back(fmt::format("class {}", c));
  }
  dataset.train.classNames = dataset.test.classNames = names;
  checkClasses(dataset, name);
}

void checkClasses(const Dataset& dataset, const std::string& name) {
  const auto classes = dataset.train.classNames.size();
  if (classes < 2 || classes > static_cast<std::size_t>(kMostClasses)) {
    damaged(fmt::format("{} has {} classes; 2 to {} were expected.", name, classes, kMostClasses));
  }
  for (const ImageSet* set : {&dataset.train, &dataset.test}) {
    const char* part = set == &dataset.train ? "training" : "test";
    if (set->labels.empty()) damaged(fmt::format("{} has no {} images.", name, part));
    for (std::size_t i = 0; i < set->labels.size(); ++i) {
      if (set->labels[i] < classes) continue;
      damaged(
          fmt::format("{}: {} image {} has label {}, but there are {} classes with training images or names.",
                      name, part, i, set->labels[i], classes));
    }
  }
  const auto counts = dataset.train.classCounts();
  for (std::size_t c = 0; c < classes; ++c) {
    if (counts[c] > 0) continue;
    damaged(fmt::format("{}: class {} ({}) has no training images.", name, c, dataset.train.classNames[c]),
            "Number the classes from 0 on without a gap, and give each a training image.");
  }
}

void finish(Dataset& dataset) {
  channelStatistics(dataset.train, dataset.mean, dataset.stddev);
  for (float& deviation : dataset.stddev) deviation = std::max(deviation, 1.0f / 255);
  dataset.digest = digestOf(dataset.train, dataset.test);
}

}  // namespace skewscope::data
