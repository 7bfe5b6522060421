#pragma once

#include <cstdint>
#include <vector>

#include "core/augment/augment.h"

namespace skewscope::augment::reference {

/// An RGB image on [0,1] in double precision, interleaved: the slow and obvious version of everything in
/// augment.
struct Image {
  int height = 0, width = 0;
  std::vector<double> values;  // [row][column][channel]
  double& at(int y, int x, int c) { return values[static_cast<std::size_t>((y * width + x) * 3 + c)]; }
  double at(int y, int x, int c) const { return values[static_cast<std::size_t>((y * width + x) * 3 + c)]; }
};

/// Pixels of one image divided by 255.
Image load(const data::ImageSet& images, std::int64_t image);
/// Antialiased bilinear resize of a box, as a double sum over the whole box for each output.
Image cropResize(const Image& image, int top, int left, int boxHeight, int boxWidth, int height, int width);
/// The part that starts at (top, left) of the image with an endless black border.
Image shifted(const Image& image, int top, int left);
Image flipped(const Image& image);
Image brightness(const Image& image, double factor);
Image contrast(const Image& image, double factor);
Image saturation(const Image& image, double factor);
/// Through hue, saturation, value and back, by sectors.
Image hue(const Image& image, double turns);
Image grayscale(const Image& image);
Image normalised(const Image& image, const Settings& settings);
/// The whole pipeline.
Image view(const Settings& settings, const ViewParameters& parameters, const data::ImageSet& images,
           std::int64_t image);

/// `count` images of random pixels.
data::ImageSet randomImages(int height, int width, std::int64_t count, std::uint64_t seed);
/// Settings with CIFAR-10's normalisation.
Settings settingsOf(Pipeline pipeline);

}  // namespace skewscope::augment::reference
