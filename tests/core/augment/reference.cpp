#include "tests/core/augment/reference.h"

#include <algorithm>
#include <cmath>

namespace skewscope::augment::reference {
namespace {

double clamp01(double x) {
  return std::min(1.0, std::max(0.0, x));
}

double greyOf(const Image& image, int y, int x) {
  return 0.2989 * image.at(y, x, 0) + 0.587 * image.at(y, x, 1) + 0.114 * image.at(y, x, 2);
}

/// Applies f(value, y, x, channel) to every value.
template <typename F>
Image mapped(const Image& image, F f) {
  Image result = image;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      for (int c = 0; c < 3; ++c) result.at(y, x, c) = f(image.at(y, x, c), y, x, c);
    }
  }
  return result;
}

double triangle(double distance, double support) {
  return std::max(0.0, 1 - std::abs(distance) / support);
}

}  // namespace

Image load(const data::ImageSet& images, std::int64_t image) {
  Image result{images.height, images.width, {}};
  for (const std::uint8_t byte : images.image(image)) result.values.push_back(byte / 255.0);
  return result;
}

Image cropResize(const Image& image, int top, int left, int boxHeight, int boxWidth, int height, int width) {
  Image result{height, width, std::vector<double>(static_cast<std::size_t>(height * width * 3))};
  const double scaleY = static_cast<double>(boxHeight) / height,
               scaleX = static_cast<double>(boxWidth) / width;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      double total = 0, sum[3] = {0, 0, 0};
      for (int v = 0; v < boxHeight; ++v) {
        for (int u = 0; u < boxWidth; ++u) {
          const double weight = triangle(v + 0.5 - (y + 0.5) * scaleY, std::max(1.0, scaleY)) *
                                triangle(u + 0.5 - (x + 0.5) * scaleX, std::max(1.0, scaleX));
          total += weight;
          for (int c = 0; c < 3; ++c) sum[c] += weight * image.at(top + v, left + u, c);
        }
      }
      for (int c = 0; c < 3; ++c) result.at(y, x, c) = sum[c] / total;
    }
  }
  return result;
}

Image shifted(const Image& image, int top, int left) {
  return mapped(image, [&](double, int y, int x, int c) {
    const int v = y + top, u = x + left;
    return v >= 0 && u >= 0 && v < image.height && u < image.width ? image.at(v, u, c) : 0.0;
  });
}

Image flipped(const Image& image) {
  return mapped(image, [&](double, int y, int x, int c) { return image.at(y, image.width - 1 - x, c); });
}

Image brightness(const Image& image, double factor) {
  return mapped(image, [&](double value, int, int, int) { return clamp01(value * factor); });
}

Image contrast(const Image& image, double factor) {
  double mean = 0;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) mean += greyOf(image, y, x) / (image.height * image.width);
  }
  return mapped(image,
                [&](double value, int, int, int) { return clamp01(factor * value + (1 - factor) * mean); });
}

Image saturation(const Image& image, double factor) {
  return mapped(image, [&](double value, int y, int x, int) {
    return clamp01(factor * value + (1 - factor) * greyOf(image, y, x));
  });
}

Image hue(const Image& image, double turns) {
  Image result = image;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const double r = image.at(y, x, 0), g = image.at(y, x, 1), b = image.at(y, x, 2);
      const double value = std::max({r, g, b}), chroma = value - std::min({r, g, b});
      if (chroma == 0) continue;  // grey stays grey
      double h = value == r ? (g - b) / chroma : value == g ? (b - r) / chroma + 2 : (r - g) / chroma + 4;
      h = h / 6 + turns;
      h -= std::floor(h);
      const double s = chroma / value, f = h * 6 - std::floor(h * 6);
      const double p = value * (1 - s), q = value * (1 - s * f), t = value * (1 - s * (1 - f));
      const double sectors[6][3] = {{value, t, p}, {q, value, p}, {p, value, t},
                                    {p, q, value}, {t, p, value}, {value, p, q}};
      const auto& rgb = sectors[static_cast<int>(std::floor(h * 6)) % 6];
      for (int c = 0; c < 3; ++c) result.at(y, x, c) = rgb[c];
    }
  }
  return result;
}

Image grayscale(const Image& image) {
  return mapped(image, [&](double, int y, int x, int) { return greyOf(image, y, x); });
}

Image normalised(const Image& image, const Settings& settings) {
  return mapped(image, [&](double value, int, int, int c) {
    const auto channel = static_cast<std::size_t>(c);
    return (value - static_cast<double>(settings.mean[channel])) /
           static_cast<double>(settings.stddev[channel]);
  });
}

Image view(const Settings& settings, const ViewParameters& parameters, const data::ImageSet& images,
           std::int64_t image) {
  Image result = load(images, image);
  const int top = static_cast<int>(parameters.top), left = static_cast<int>(parameters.left);
  if (settings.pipeline == Pipeline::Supervised) {
    result = shifted(result, top, left);
    if (parameters.flip) result = flipped(result);
  }
  if (settings.pipeline == Pipeline::SelfSupervised) {
    result = cropResize(result, top, left, static_cast<int>(parameters.height),
                        static_cast<int>(parameters.width), images.height, images.width);
    if (parameters.flip) result = flipped(result);
    if (parameters.jitter) {
      for (const auto operation : parameters.order) {
        if (operation == 0) result = brightness(result, static_cast<double>(parameters.brightness));
        if (operation == 1) result = contrast(result, static_cast<double>(parameters.contrast));
        if (operation == 2) result = saturation(result, static_cast<double>(parameters.saturation));
        if (operation == 3) result = hue(result, static_cast<double>(parameters.hue));
      }
    }
    if (parameters.grayscale) result = grayscale(result);
  }
  return normalised(result, settings);
}

data::ImageSet randomImages(int height, int width, std::int64_t count, std::uint64_t seed) {
  data::ImageSet images;
  images.height = height;
  images.width = width;
  images.classNames = {"all"};
  images.labels.assign(static_cast<std::size_t>(count), 0);
  images.pixels.resize(static_cast<std::size_t>(count) * images.imageBytes());
  Random random({seed, Purpose::Generator});
  for (auto& pixel : images.pixels) pixel = static_cast<std::uint8_t>(random.below(256));
  return images;
}

Settings settingsOf(Pipeline pipeline) {
  Settings settings;
  settings.pipeline = pipeline;
  settings.mean = {0.4914f, 0.4822f, 0.4465f};
  settings.stddev = {0.2023f, 0.1994f, 0.2010f};
  return settings;
}

}  // namespace skewscope::augment::reference
