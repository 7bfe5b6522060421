#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace skewscope::data {

/// A known property of procedural images that is not their class, such as texture; drawn independently of the class.
struct Factor {
  std::string name;                  ///< "texture"
  std::vector<std::string> values;   ///< names of the values, "stripes", ...
  std::vector<std::uint8_t> labels;  ///< value index of each image
};

/// Labelled RGB images of one size in memory, 8 bits a channel.
struct ImageSet {
  static constexpr int kChannels = 3;
  int height = 0;
  int width = 0;
  std::vector<std::string> classNames;
  std::vector<std::uint8_t> pixels;   ///< [image][row][column][channel] (NHWC), no padding
  std::vector<std::uint16_t> labels;  ///< class of each image, below classNames.size()
  std::vector<Factor> factors;        ///< empty but for procedural images

  std::int64_t size() const { return static_cast<std::int64_t>(labels.size()); }
  int classes() const { return static_cast<int>(classNames.size()); }
  std::size_t imageBytes() const { return static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * kChannels; }
  /// Pixels of one image, imageBytes() long. `index` must be in [0, size()).
  std::span<const std::uint8_t> image(std::int64_t index) const {
    return std::span(pixels).subspan(static_cast<std::size_t>(index) * imageBytes(), imageBytes());
  }
  /// Images per class.
  std::vector<std::int64_t> classCounts() const;
};

/// The training and test images of one data set, and the digest that identifies their content.
struct Dataset {
  std::string name;    ///< "shapes", "cifar10"
  std::string title;   ///< "Shapes (embedded)", "CIFAR-10"
  ImageSet train;      ///< balanced, or nearly: the pool that subsets are drawn from
  ImageSet test;
  std::string digest;  ///< digestOf() at the time of loading
  std::array<float, 3> mean{};  ///< per channel in [0,1], for normalisation (the field's value where there is one)
  std::array<float, 3> stddev{};
};

/// Mean and standard deviation of each channel over all pixels of a set that is not empty, in [0,1].
void channelStatistics(const ImageSet& set, std::array<float, 3>& mean, std::array<float, 3>& stddev);

/// SHA-256 over sizes, class names, labels and pixels of both parts: 64 hexadecimal digits.
std::string digestOf(const ImageSet& train, const ImageSet& test);

}  // namespace skewscope::data
