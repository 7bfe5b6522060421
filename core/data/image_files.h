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

/// An image file and its class.
struct ImageEntry {
  std::string path;  ///< below the root, with "/": "train/cat/7.jpg"
  std::uint16_t label = 0;

  bool operator==(const ImageEntry&) const = default;
};

/// Which files a data set of images consists of.
struct ImageListing {
  std::filesystem::path root;
  std::vector<std::string> classNames;
  std::vector<ImageEntry> train, test;
};

/// Side length of images from files unless another is asked for.
constexpr int kImageFilesSide = 32;

/// Lists root/train/CLASS/... and root/test/CLASS/... (or root/val/CLASS/...), or, where there is no folder
/// `train`, root/CLASS/..., of which options.testFraction of each class becomes the test set: a function of
/// the sorted names, options.splitSeed and the fraction alone. Classes are folder names in byte order, files
/// within a class are in byte order of their paths; folders in a class folder belong to it. Files are images
/// by their ending (jpg, jpeg, png, webp); names that begin with a dot, Thumbs.db and desktop.ini are passed
/// over, and so are files beside the class folders. Throws Error (Data) for any other file, a link that leads
/// out of the root or to a folder, a name that is not UTF-8, a test class that has no training images, an
/// empty class, and past 5,000,000 files or 10,000 classes.
ImageListing listImageFolder(const std::filesystem::path& root, const DatasetOptions& options);

/// The lines of a list as ImageNet-LT has them: "path label" each, the label after the last blank. `name`
/// stands for the file. Throws Error (Data) naming the line if a path is absolute, has "..", is empty or not
/// UTF-8, or a label is no number from 0 to 9,999.
std::vector<ImageEntry> parseImageList(std::span<const std::byte> content, const std::string& name);

/// Reads options.trainList and options.testList, whose paths are relative to `root` and may not leave it, not
/// by a link either. A class is called as the folder that all its images are in, if each class has one of its
/// own, else "class 7". Throws Error (Data).
ImageListing readImageLists(const std::filesystem::path& root, const DatasetOptions& options);

/// Reads, decodes and scales all images of a listing to options.side (0: 32), in parallel over images. The
/// result is kept as one file in `cacheFolder` (empty: none is kept) under a name made from the settings and
/// from path, size and time of every file; it is used again as long as nothing of that changes and its digest
/// fits, and it may be deleted at any time. A cache that cannot be written is left out. Mean and deviation
/// are those of the training pixels. Throws Error (Data) that names the file that is damaged.
Dataset loadImages(const ImageListing& listing, const DatasetOptions& options, const ParallelFor& parallel,
                   const std::filesystem::path& cacheFolder);

}  // namespace skewscope::data
