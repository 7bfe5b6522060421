#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/data/image_set.h"
#include "core/data/source_files.h"

namespace skewscope::data {

/// Bytes of one CIFAR image: red plane, green plane, blue plane, 32 rows of 32 each.
constexpr std::size_t kCifarImageBytes = 3 * 32 * 32;

/// What the records of a binary file of CIFAR-10 or CIFAR-100 are made of: label bytes, then the image.
struct CifarRecord {
  std::vector<unsigned> labelBounds;  ///< one label byte for each; a label is below its bound
  std::size_t classLabel = 0;         ///< which of them is the class
  std::size_t bytes() const { return labelBounds.size() + kCifarImageBytes; }
};

/// Throws Error (Data) unless a file has exactly `images` records.
void checkCifarLength(const std::string& name, std::size_t bytes, const CifarRecord& record,
                      std::int64_t images, const std::string& getAgain);

/// Appends whole records to a set of 32x32. Throws Error (Data) naming record and offset if the last one is
/// cut short or a label is out of range; the set is then unchanged.
void appendCifarRecords(std::span<const std::byte> content, const std::string& name,
                        const CifarRecord& record, ImageSet& set, const std::string& getAgain);

/// Appends images that are [n][3,072] bytes with their labels, which must be in range.
void appendCifarImages(std::span<const std::byte> images, std::span<const std::uint16_t> labels,
                       ImageSet& set);

/// Throws Error (Data) unless every class has `expected` images; `part` is "training" or "test".
void checkCounts(const ImageSet& set, const std::string& name, const char* part, std::int64_t expected,
                 const std::string& getAgain);

/// Appends a file of the Python version: a pickled dictionary with "data", uint8 [images][3,072], and the
/// list `labelsKey` of class numbers. Throws Error (Data); the set is then unchanged.
void appendCifarPickle(std::span<const std::byte> content, const std::string& name,
                       const std::string& labelsKey, std::int64_t images, ImageSet& set,
                       const std::string& getAgain);

/// Throws Error (Data) unless the list `key` of a pickled dictionary is `expected`.
void checkCifarPickleNames(std::span<const std::byte> content, const std::string& name,
                           const std::string& key, const std::vector<std::string>& expected,
                           const std::string& getAgain);

/// The most bytes that a pickle of so many images can have: as much as Python 3 writes with protocol 2, which
/// doubles bytes above 127, and room for file names.
constexpr std::size_t mostCifarPickle(std::int64_t images) {
  return static_cast<std::size_t>(images) * (2 * kCifarImageBytes + 512) + 65536;
}

}  // namespace skewscope::data
