#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/data/dataset_options.h"
#include "core/data/image_set.h"

namespace skewscope::data {

/// What the header of a .npy file says (numpy.lib.format, versions 1.0 to 3.0).
struct NpyHeader {
  bool isSigned = false;  ///< integers with a sign
  int itemBytes = 1;      ///< 1, 2, 4 or 8
  bool bigEndian = false;
  std::vector<std::int64_t> shape;
  std::uint64_t dataOffset = 0;  ///< of the first element
  std::uint64_t elements = 0;    ///< product of the shape
};

/// Longest header that is read, with its magic and length.
constexpr std::size_t kMostNpyHeader = 65536;

/// Reads a header strictly: the three keys `descr`, `fortran_order` and `shape`, once each and nothing else;
/// integers only; C order; at most 4 dimensions; and the file, which has `fileBytes`, must end where the last
/// element does. `start`: the first bytes of the file, up to kMostNpyHeader. Throws Error (Data) naming the
/// offset.
NpyHeader parseNpyHeader(std::span<const std::byte> start, std::uint64_t fileBytes, const std::string& name);

/// Images of a whole .npy file in memory: uint8 [N, H, W, 3], or [N, H, W], which become grey. Labels and
/// class names of the result are empty. Throws Error (Data).
ImageSet parseNpyImages(std::span<const std::byte> content, const std::string& name);

/// Labels of a whole .npy file in memory: any integer type, [N] or [N, 1], each 0 to 9,999. Throws Error
/// (Data).
std::vector<std::uint16_t> parseNpyLabels(std::span<const std::byte> content, const std::string& name);

/// Reads a folder with train_images.npy, train_labels.npy, test_images.npy and test_labels.npy, and
/// class_names.txt (one name a line) if it is there. Images are scaled to options.side if that is not 0.
/// Every class from 0 to the largest label must have a training image. Normalisation: mean and deviation of
/// the training pixels. Throws Error (Data) naming file, offset and expectation.
Dataset readNpyFolder(const std::filesystem::path& folder, const DatasetOptions& options,
                      const ParallelFor& parallel);

}  // namespace skewscope::data
