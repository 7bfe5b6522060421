#include "core/data/image_files.h"

#include <fmt/format.h>

#include <bit>
#include <utility>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/data/class_names.h"
#include "core/data/data_error.h"
#include "core/data/image_codec.h"
#include "core/data/set_cache.h"
#include "core/data/source_files.h"

namespace skewscope::data {
namespace {

static_assert(std::endian::native == std::endian::little, "the key is over little-endian numbers");

void addText(Sha256& digest, const std::string& text) {
  const auto size = static_cast<std::int64_t>(text.size());
  digest.update(std::as_bytes(std::span(&size, 1))).update(text);
}

void addNumber(Sha256& digest, std::int64_t number) {
  digest.update(std::as_bytes(std::span(&number, 1)));
}

// Everything that decides the cached data set, without opening an image.
std::string cacheKey(const ImageListing& listing, int side, Fit fit) {
  Sha256 digest;
  digest.update("skewscope image cache 2\n");
  addNumber(digest, side);
  addNumber(digest, fit == Fit::Crop ? 0 : 1);
  addNumber(digest, static_cast<std::int64_t>(listing.classNames.size()));
  for (const std::string& name : listing.classNames) addText(digest, name);
  for (const auto* entries : {&listing.train, &listing.test}) {
    addNumber(digest, static_cast<std::int64_t>(entries->size()));
    for (const ImageEntry& entry : *entries) {
      const auto file = listing.root / entry.path;
      std::error_code error;
      const auto size = std::filesystem::file_size(file, error);
      if (!error) {
        const auto time = std::filesystem::last_write_time(file, error);
        addNumber(digest, static_cast<std::int64_t>(size));
        addNumber(digest, static_cast<std::int64_t>(time.time_since_epoch().count()));
      }
      if (error) damaged(fmt::format("Cannot open {}: {}.", file.string(), error.message()));
      addText(digest, entry.path);
      addNumber(digest, entry.label);
    }
  }
  return digest.hex();
}

// A data set with everything but its pixels.
Dataset withoutPixels(const ImageListing& listing, int side) {
  Dataset dataset;
  for (const bool train : {true, false}) {
    ImageSet& set = train ? dataset.train : dataset.test;
    set.height = set.width = side;
    set.classNames = listing.classNames;
    for (const ImageEntry& entry : train ? listing.train : listing.test) set.labels.push_back(entry.label);
  }
  checkClasses(dataset, listing.root.string());
  return dataset;
}

void decodeAll(const ImageListing& listing, Fit fit, const ParallelFor& parallel, bool train, ImageSet& set) {
  const auto& entries = train ? listing.train : listing.test;
  const std::size_t bytes = set.imageBytes();
  const std::uint64_t total = static_cast<std::uint64_t>(entries.size()) * bytes;
  if (total > kMostPixelBytes) {
    damaged(fmt::format("{} images of {}x{} are {} bytes; at most {} are read.", entries.size(), set.height,
                        set.width, total, kMostPixelBytes),
            "Choose a smaller side.");
  }
  set.pixels.resize(total);
  parallel(static_cast<std::int64_t>(entries.size()), 8, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      const auto file = listing.root / entries[i].path;
      const auto content = readFile(file, kMostImageFile);
      if (content.size() > kMostImageFile) {
        damaged(fmt::format("{} is longer than {} bytes.", file.string(), kMostImageFile));
      }
      const DecodedImage image = decodeImage(content, file.string());
      Resizer(image.height, image.width, set.height, fit)
          .resize(image.pixels, std::span(set.pixels).subspan(i * bytes, bytes));
    }
  });
}

}  // namespace

Dataset loadImages(const ImageListing& listing, const DatasetOptions& options, const ParallelFor& parallel,
                   const std::filesystem::path& cacheFolder) {
  const int side = options.side > 0 ? options.side : kImageFilesSide;
  if (side > kMostSide)
    damaged(fmt::format("A side of {} pixels; at most {} are possible.", side, kMostSide));
  Dataset dataset = withoutPixels(listing, side);
  const auto cache = cacheFolder.empty()
                         ? std::filesystem::path()
                         : cacheFolder / (cacheKey(listing, side, options.fit) + ".safetensors");
  return throughCache(cache, [&] {
    decodeAll(listing, options.fit, parallel, true, dataset.train);
    decodeAll(listing, options.fit, parallel, false, dataset.test);
    finish(dataset);
    return std::move(dataset);
  });
}

}  // namespace skewscope::data
