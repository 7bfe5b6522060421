#include "core/data/image_files.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <optional>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/tensor_file.h"
#include "core/data/class_names.h"
#include "core/data/data_error.h"
#include "core/data/image_codec.h"
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

// Everything that decides the cached pixels, without opening an image.
std::string cacheKey(const ImageListing& listing, int side, Fit fit) {
  Sha256 digest;
  digest.update("skewscope image cache 1\n");
  addNumber(digest, side);
  addNumber(digest, fit == Fit::Crop ? 0 : 1);
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

// Puts the pixels of a cache file in; false if there is none or it does not fit, and then the images are read
// anew.
bool fromCache(const std::filesystem::path& file, Dataset& dataset) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return false;
  try {
    const TensorFile content = readTensorFile(file);
    for (const bool train : {true, false}) {
      ImageSet& set = train ? dataset.train : dataset.test;
      const TensorBytes& tensor = content.tensors.at(train ? "train" : "test");
      const std::vector<std::int64_t> shape = {set.size(), set.height, set.width, 3};
      if (tensor.type != TensorType::UInt8 || tensor.shape != shape) return false;
      set.pixels.resize(tensor.bytes.size());
      if (!tensor.bytes.empty()) std::memcpy(set.pixels.data(), tensor.bytes.data(), tensor.bytes.size());
    }
    return content.metadata.at("digest") == digestOf(dataset.train, dataset.test);
  } catch (const Error&) {
    return false;
  } catch (const std::out_of_range&) {
    return false;
  }
}

void toCache(const std::filesystem::path& file, const Dataset& dataset) {
  TensorFile content;
  content.metadata["digest"] = dataset.digest;
  for (const bool train : {true, false}) {
    const ImageSet& set = train ? dataset.train : dataset.test;
    TensorBytes& tensor = content.tensors[train ? "train" : "test"];
    tensor.type = TensorType::UInt8;
    tensor.shape = {set.size(), set.height, set.width, 3};
    const auto bytes = std::as_bytes(std::span(set.pixels));
    tensor.bytes.assign(bytes.begin(), bytes.end());
  }
  try {
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    writeTensorFile(file, content);
  } catch (const Error&) {
    // A full or read-only disk costs time at the next start and nothing else.
  }
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
  const bool cached = !cache.empty() && fromCache(cache, dataset);
  if (!cached) {
    decodeAll(listing, options.fit, parallel, true, dataset.train);
    decodeAll(listing, options.fit, parallel, false, dataset.test);
  }
  finish(dataset);
  if (!cached && !cache.empty()) toCache(cache, dataset);
  return dataset;
}

}  // namespace skewscope::data
