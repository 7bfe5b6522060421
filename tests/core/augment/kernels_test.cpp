#include "core/augment/kernels.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "core/augment/taps.h"
#include "tests/core/augment/reference.h"

namespace skewscope::augment {
namespace {

using reference::Image;

/// Random colours, with the cases that branch-free code can get wrong among them.
Image colours(int height, int width, std::uint64_t seed) {
  Image image{height, width, std::vector<double>(static_cast<std::size_t>(height * width * 3))};
  Random random({seed, Purpose::Generator});
  for (double& value : image.values) value = static_cast<double>(random.uniform());
  const double special[][3] = {{0, 0, 0}, {1, 1, 1}, {.5, .5, .5}, {1, 0, 0},    {0, 1, 0},        {0, 0, 1},
                               {1, 1, 0}, {0, 1, 1}, {1, 0, 1},    {1, 0, 1e-7}, {.2, .2, .200001}};
  for (std::size_t i = 0; i < std::size(special) && 3 * i + 3 <= image.values.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c)
      image.values[3 * i + c] = static_cast<double>(static_cast<float>(special[i][c]));
  }
  return image;
}

std::vector<float> planesOf(const Image& image) {
  const auto pixels = image.values.size() / 3;
  std::vector<float> planes(image.values.size());
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t c = 0; c < 3; ++c) planes[c * pixels + i] = static_cast<float>(image.values[3 * i + c]);
  }
  return planes;
}

double largestDifference(const std::vector<float>& planes, const Image& image) {
  const auto pixels = image.values.size() / 3;
  double largest = 0;
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      largest =
          std::max(largest, std::abs(static_cast<double>(planes[c * pixels + i]) - image.values[3 * i + c]));
    }
  }
  return largest;
}

struct Operation {
  std::string name;
  std::function<void(const Kernels&, float*, int)> fast;
  std::function<Image(const Image&)> slow;
};

std::vector<Operation> operations() {
  std::vector<Operation> all;
  for (const float f : {0.0f, 0.6f, 1.0f, 1.4f, 2.0f}) {
    const auto d = static_cast<double>(f);
    all.push_back({fmt::format("brightness {}", f),
                   [f](const Kernels& k, float* p, int n) { k.brightness(p, n, f); },
                   [d](const Image& i) { return reference::brightness(i, d); }});
    all.push_back({fmt::format("contrast {}", f),
                   [f](const Kernels& k, float* p, int n) { k.contrast(p, n, f); },
                   [d](const Image& i) { return reference::contrast(i, d); }});
    all.push_back({fmt::format("saturation {}", f),
                   [f](const Kernels& k, float* p, int n) { k.saturation(p, n, f); },
                   [d](const Image& i) { return reference::saturation(i, d); }});
  }
  for (const float f : {-0.5f, -0.33f, -0.1f, 0.0f, 0.04f, 0.25f, 0.5f}) {
    const auto d = static_cast<double>(f);
    all.push_back({fmt::format("hue {}", f), [f](const Kernels& k, float* p, int n) { k.hue(p, n, f); },
                   [d](const Image& i) { return reference::hue(i, d); }});
  }
  all.push_back(
      {"grayscale", [](const Kernels& k, float* p, int n) { k.grayscale(p, n); }, reference::grayscale});
  return all;
}

TEST(Kernels, ColourIsTheDefinition) {
  for (const Kernels* kernels : availableKernels()) {
    for (const auto& operation : operations()) {
      // Sizes around the vector widths, and one of several summation blocks.
      for (const auto& [height, width] : {std::pair{1, 1}, {3, 5}, {4, 4}, {5, 7}, {32, 32}, {70, 61}}) {
        const Image image = colours(height, width, 7);
        auto planes = planesOf(image);
        operation.fast(*kernels, planes.data(), height * width);
        EXPECT_LT(largestDifference(planes, operation.slow(image)), 1e-5)
            << operation.name << " on " << height << " x " << width << ", " << kernels->name;
      }
    }
  }
}

TEST(Kernels, ResampleIsTheDefinition) {
  const auto images = reference::randomImages(33, 37, 1, 3);
  const Image whole = reference::load(images, 0);
  struct Box {
    int top, left, height, width;
  };
  for (const Kernels* kernels : availableKernels()) {
    // The last size shrinks the box: more than two taps.
    for (const auto& [height, width] : {std::pair{32, 32}, {33, 37}, {5, 9}}) {
      for (const Box& box : {Box{0, 0, 33, 37},
                             {0, 0, 1, 1},
                             {32, 36, 1, 1},
                             {4, 9, 20, 11},
                             {31, 0, 2, 37},
                             {0, 30, 33, 7}}) {
        Taps rows, columns;
        makeTaps(box.height, height, false, rows);
        makeTaps(box.width, width, false, columns);
        for (float& weight : rows.weight) weight /= 255;
        std::vector<float> block(static_cast<std::size_t>(kResampleRows * (3 * box.width + 1)));
        std::vector<float> planes(static_cast<std::size_t>(3 * height * width));
        kernels->resample({images.pixels.data() + (box.top * 37 + box.left) * 3, 37 * 3, box.width, height,
                           width, rows.count, columns.count, rows.first.data(), rows.weight.data(),
                           columns.first.data(), columns.weight.data(), block.data(), planes.data()});
        EXPECT_LT(largestDifference(planes, reference::cropResize(whole, box.top, box.left, box.height,
                                                                  box.width, height, width)),
                  1e-5)
            << box.height << " x " << box.width << " to " << height << " x " << width << ", "
            << kernels->name;
      }
    }
  }
}

TEST(Kernels, EveryInstructionSetGivesTheSameBits) {
  const auto available = availableKernels();
  if (available.size() < 2) GTEST_SKIP() << "this processor has the baseline only";
  const auto& baseline = *available.front();
  const int height = 35, width = 33, pixels = height * width;
  const Image image = colours(height, width, 11);
  for (const Kernels* other : available.subspan(1)) {
    for (const auto& operation : operations()) {
      auto a = planesOf(image), b = a;
      operation.fast(baseline, a.data(), pixels);
      operation.fast(*other, b.data(), pixels);
      EXPECT_EQ(a, b) << operation.name << ", " << other->name;
    }
    const auto planes = planesOf(image);
    const float mean[3] = {0.49f, 0.48f, 0.44f}, inverse[3] = {4.9f, 5.0f, 4.8f};
    std::vector<float> a(planes.size()), b(planes.size());
    baseline.pack(planes.data(), pixels, mean, inverse, a.data());
    other->pack(planes.data(), pixels, mean, inverse, b.data());
    EXPECT_EQ(a, b) << "pack, " << other->name;
    EXPECT_EQ(a[3 * 40 + 1], (planes[static_cast<std::size_t>(pixels + 40)] - mean[1]) * inverse[1]);
  }
}

TEST(Kernels, TheFastestIsChosen) {
  EXPECT_EQ(&kernels(), availableKernels().back());
}

}  // namespace
}  // namespace skewscope::augment
