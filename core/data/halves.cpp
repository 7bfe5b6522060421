#include "core/data/halves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/error.h"
#include "core/base/random.h"

namespace skewscope::data {
namespace {

constexpr std::uint32_t kPartnerView = 7;  // apart from the draws of the embedded images

struct Layout {
  int height, sourceWidth;
  int firstColumn, columns;  // of each image that are kept
};

using Colour = std::array<std::uint8_t, 3>;

/// One half of a picture: an image's columns, or a colour.
void paint(const Layout& layout, const std::uint8_t* source, const Colour& blank, std::uint8_t* target) {
  const std::size_t row = static_cast<std::size_t>(layout.columns) * 3;
  for (int y = 0; y < layout.height; ++y, target += 2 * row) {
    if (source != nullptr) {
      std::memcpy(target, source + (y * layout.sourceWidth + layout.firstColumn) * 3, row);
    } else {
      for (std::size_t i = 0; i < row; ++i) target[i] = blank[i % 3];
    }
  }
}

ImageSet halvesOf(const ImageSet& base, const HalfSettings& settings, const Colour& blank, std::uint32_t part,
                  const ParallelFor& parallel) {
  const bool crop = settings.geometry == spec::HalfGeometry::Crop;
  const Layout layout{base.height, base.width, crop ? base.width / 4 : 0, crop ? base.width / 2 : base.width};
  ImageSet set;
  set.height = base.height;
  set.width = 2 * layout.columns;
  set.classNames = base.classNames;
  set.labels = base.labels;
  set.factors = base.factors;
  set.pixels.resize(static_cast<std::size_t>(base.size()) * set.imageBytes());
  const int frequent = frequentClasses(base.classes());
  const std::size_t half = static_cast<std::size_t>(layout.columns) * 3;
  parallel(base.size(), 64, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      std::uint8_t* target = set.pixels.data() + static_cast<std::size_t>(i) * set.imageBytes();
      const std::uint8_t* own = base.image(i).data();
      if (base.labels[static_cast<std::size_t>(i)] < frequent) {
        Random random({settings.seed, Purpose::Generator, part, static_cast<std::uint32_t>(i), kPartnerView});
        std::int64_t other = random.below(static_cast<std::uint32_t>(base.size() - 1));
        if (other >= i) ++other;
        paint(layout, own, blank, target);
        paint(layout, base.image(other).data(), blank, target + half);
      } else {
        paint(layout, nullptr, blank, target);
        paint(layout, own, blank, target + half);
      }
    }
  });
  return set;
}

ImageSet rareOnly(const ImageSet& set) {
  const int frequent = frequentClasses(set.classes());
  ImageSet rare;
  rare.height = set.height;
  rare.width = set.width;
  rare.classNames.assign(set.classNames.begin() + frequent, set.classNames.end());
  rare.factors = set.factors;
  for (Factor& factor : rare.factors) factor.labels.clear();
  for (std::int64_t i = 0; i < set.size(); ++i) {
    const auto index = static_cast<std::size_t>(i);
    if (set.labels[index] < frequent) continue;
    rare.labels.push_back(static_cast<std::uint16_t>(set.labels[index] - frequent));
    const auto pixels = set.image(i);
    rare.pixels.insert(rare.pixels.end(), pixels.begin(), pixels.end());
    for (std::size_t f = 0; f < rare.factors.size(); ++f) {
      rare.factors[f].labels.push_back(set.factors[f].labels[index]);
    }
  }
  return rare;
}

}  // namespace

int frequentClasses(int classes) {
  return (classes + 1) / 2;
}

Dataset makeHalves(const Dataset& base, const HalfSettings& settings, const ParallelFor& parallel) {
  if (base.train.classes() < 2 || base.train.width % 2 != 0) {
    throw Error(ErrorKind::Usage,
                fmt::format("Half images cannot be made of {}: {} classes, images {} wide.", base.title,
                            base.train.classes(), base.train.width),
                "They need at least two classes and an even width.");
  }
  if (base.train.size() < 2 || base.test.size() < 2) {
    throw Error(ErrorKind::Usage, fmt::format("Half images need two images; {} has fewer.", base.title));
  }
  Colour blank{};
  for (std::size_t c = 0; c < 3; ++c) {
    const float level = std::clamp(base.mean[c], 0.0f, 1.0f);
    blank[c] = settings.blank ? (*settings.blank)[c] : static_cast<std::uint8_t>(std::lround(255 * level));
  }
  Dataset halves;
  halves.name = base.name;
  halves.title = base.title;
  halves.mean = base.mean;
  halves.stddev = base.stddev;
  halves.train = halvesOf(base.train, settings, blank, 0, parallel);
  halves.test = halvesOf(base.test, settings, blank, 1, parallel);
  halves.digest = digestOf(halves.train, halves.test);
  return halves;
}

Dataset rareProbe(const Dataset& halves) {
  if (frequentClasses(halves.train.classes()) >= halves.train.classes()) {
    throw Error(ErrorKind::Usage, fmt::format("{} has no rare class to probe.", halves.title));
  }
  Dataset rare;
  rare.name = halves.name;
  rare.title = halves.title;
  rare.mean = halves.mean;
  rare.stddev = halves.stddev;
  rare.train = rareOnly(halves.train);
  rare.test = rareOnly(halves.test);
  rare.digest = digestOf(rare.train, rare.test);
  return rare;
}

std::vector<DatasetInfo> halfInfos(const std::vector<DatasetInfo>& infos) {
  std::vector<DatasetInfo> halves;
  for (const DatasetInfo& base : infos) {
    if (base.classNames.size() != 10 || base.height != 32 || base.width != 32 || spec::halfName(base.name))
      continue;
    for (const bool crop : {false, true}) {
      DatasetInfo info = base;
      info.name =
          spec::nameOfHalves(base.name, crop ? spec::HalfGeometry::Crop : spec::HalfGeometry::SideBySide);
      info.title = fmt::format("Half images of {}, {}", base.title, crop ? "16+16 columns" : "32x64");
      info.width = crop ? base.width : 2 * base.width;
      halves.push_back(std::move(info));
    }
  }
  return halves;
}

}  // namespace skewscope::data
