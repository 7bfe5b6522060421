// tests/data/augment/torchvision.txt was written by tests/reference/augmentation.py with torchvision 0.26.0.

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/augment/augment.h"
#include "tests/core/augment/reference.h"

namespace skewscope::augment {
namespace {

struct Record {
  std::string name, kind;
  std::vector<float> arguments, values;
};

struct Recorded {
  data::ImageSet images;
  std::vector<Record> records;
};

Recorded readRecords() {
  Recorded recorded;
  std::ifstream in(SKEWSCOPE_TEST_DATA "/augment/torchvision.txt");
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    std::string name, word;
    words >> name;
    if (name == "image") {
      auto& images = recorded.images;
      words >> images.height >> images.width;
      images.classNames = {"all"};
      images.labels = {0};
      for (int byte; words >> byte;) images.pixels.push_back(static_cast<std::uint8_t>(byte));
      continue;
    }
    Record record{name, {}, {}, {}};
    words >> record.kind;
    while (words >> word && word != ":") record.arguments.push_back(std::stof(word));
    for (float value; words >> value;) record.values.push_back(value);
    recorded.records.push_back(std::move(record));
  }
  return recorded;
}

/// The settings and parameters that make transform() do what the record says, on [0,1].
std::vector<float> ours(const Record& record, const data::ImageSet& images) {
  Settings settings;
  settings.pipeline = Pipeline::SelfSupervised;
  ViewParameters view;
  view.height = static_cast<float>(images.height);
  view.width = static_cast<float>(images.width);
  view.jitter = true;
  settings.brightness = settings.contrast = settings.saturation = settings.hue = 0;
  if (record.name == "brightness") settings.brightness = 1, view.brightness = record.arguments.at(0);
  if (record.name == "contrast") settings.contrast = 1, view.contrast = record.arguments.at(0);
  if (record.name == "saturation") settings.saturation = 1, view.saturation = record.arguments.at(0);
  if (record.name == "hue") settings.hue = 1, view.hue = record.arguments.at(0);
  if (record.name == "grayscale") view.grayscale = true;
  if (record.name == "crop") {
    view.top = record.arguments.at(0);
    view.left = record.arguments.at(1);
    view.height = record.arguments.at(2);
    view.width = record.arguments.at(3);
  }
  if (record.name == "view" || record.name == "normalised") {
    view = {.top = 1,
            .left = 2,
            .height = 4,
            .width = 5,
            .flip = true,
            .jitter = true,
            .order = {3, 2, 0, 1},
            .brightness = 1.3f,
            .contrast = 1.2f,
            .saturation = 0.7f,
            .hue = 0.08f,
            .grayscale = false};
    settings = reference::settingsOf(Pipeline::SelfSupervised);
    if (record.name == "view") settings.mean = {0, 0, 0}, settings.stddev = {1, 1, 1};
  }
  std::vector<float> out(images.imageBytes());
  transform(settings, view, images, 0, out);
  return out;
}

void compare(const std::string& kind, const std::map<std::string, float>& tolerances,
             std::size_t expectedRecords) {
  const auto recorded = readRecords();
  std::size_t seen = 0;
  for (const auto& record : recorded.records) {
    if (record.kind != kind) continue;
    ++seen;
    const auto values = ours(record, recorded.images);
    ASSERT_EQ(values.size(), record.values.size()) << record.name;
    const float tolerance = tolerances.contains(record.name) ? tolerances.at(record.name) : tolerances.at("");
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_NEAR(values[i], record.values[i], tolerance) << record.name << ", value " << i;
    }
  }
  EXPECT_EQ(seen, expectedRecords);
}

TEST(Torchvision, EqualsFloatTensors) {
  compare("tensor", {{"", 2e-6f}, {"normalised", 1e-5f}}, 18);
}

TEST(Torchvision, DiffersFrom8BitImagesByTheirRounding) {
  // One rounding is 1/255 at most. Pillow cuts hue and its rotation to 256 steps a turn, 6/256 of the chroma
  // each.
  compare("pillow", {{"", 1.01f / 255}, {"hue", 13.0f / 255}, {"view", 13.0f / 255}}, 17);
}

}  // namespace
}  // namespace skewscope::augment
