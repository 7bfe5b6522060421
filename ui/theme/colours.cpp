#include "ui/theme/colours.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace skewscope::ui {
namespace {

using Triple = std::array<double, 3>;

double decode(double value) {
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double encode(double value) {
  const double v = std::clamp(value, 0.0, 1.0);
  return v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
}

Triple linear(const QColor& colour) {
  return {decode(colour.redF()), decode(colour.greenF()), decode(colour.blueF())};
}

double luminance(const QColor& colour) {
  const Triple rgb = linear(colour);
  return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
}

Triple toOklab(const QColor& colour) {
  const auto [r, g, b] = linear(colour);
  const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
          1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
          0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

QColor fromOklab(const Triple& lab) {
  const double l = std::pow(lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2], 3);
  const double m = std::pow(lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2], 3);
  const double s = std::pow(lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2], 3);
  return QColor::fromRgbF(
      static_cast<float>(encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)),
      static_cast<float>(encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)),
      static_cast<float>(encode(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)));
}

}  // namespace

double contrastRatio(const QColor& first, const QColor& second) {
  const double a = luminance(first);
  const double b = luminance(second);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QColor readableOn(const QColor& colour, const QColor& background, double ratio) {
  const double step = luminance(background) > 0.18 ? -0.01 : 0.01;
  Triple lab = toOklab(colour);
  QColor result = colour;
  while (contrastRatio(result, background) < ratio && lab[0] + step >= 0 && lab[0] + step <= 1) {
    lab[0] += step;
    result = fromOklab(lab);
  }
  return result;
}

QColor rampColour(std::span<const QColor> anchors, double position) {
  const double place = std::clamp(position, 0.0, 1.0) * static_cast<double>(anchors.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(place), anchors.size() - 1);
  const double part = place - static_cast<double>(below);
  if (part < 1e-9) return anchors[below];
  const Triple a = toOklab(anchors[below]);
  const Triple b = toOklab(anchors[below + 1]);
  return fromOklab({std::lerp(a[0], b[0], part), std::lerp(a[1], b[1], part), std::lerp(a[2], b[2], part)});
}

}  // namespace skewscope::ui
