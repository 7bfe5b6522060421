// Equal bytes on every machine: this file uses + - * /, sqrt, conversions and comparisons only, is compiled
// without contraction to fused multiply-add, as all of it is (packaging/cmake/SkewscopeBuild.cmake), and
// calls nothing from libm. Keep it so; the digest of the default images is a constant of the test.
#include "core/data/shapes.h"

#include <fmt/format.h>

#include <array>
#include <cfloat>
#include <cmath>
#include <cstddef>

#include "core/base/error.h"
#include "core/base/random.h"

namespace skewscope::data {
namespace {

static_assert(FLT_EVAL_METHOD == 0, "float expressions must be rounded to float");

constexpr int kSide = 32;
constexpr float kHalf = kSide / 2;
constexpr std::array kTextures = {"plain", "stripes", "checker", "gradient", "dots", "rings"};
constexpr std::array kBackgrounds = {"gradient", "waves", "blocks", "plain"};

struct Point {
  float x, y;
};
struct Turn {
  float cosine, sine;
};
using Colour = std::array<float, 3>;

float smaller(float a, float b) {
  return a < b ? a : b;
}
float larger(float a, float b) {
  return a < b ? b : a;
}
float absolute(float a) {
  return a < 0 ? -a : a;
}
float clamp01(float a) {
  return a < 0 ? 0.0f : a > 1 ? 1.0f : a;
}
float dot(Point a, Point b) {
  return a.x * b.x + a.y * b.y;
}
float length(Point a) {
  return std::sqrt(dot(a, a));
}
float fraction(float a) {
  return a - std::floor(a);
}
Point rotatedBack(Point p, Turn t) {
  return {t.cosine * p.x + t.sine * p.y, t.cosine * p.y - t.sine * p.x};
}

// Cosine and sine of an angle in [-pi, pi]: Taylor polynomials at an eighth of the angle, doubled three
// times.
Turn turn(float angle) {
  const double x = static_cast<double>(angle) * 0.125, q = x * x;
  double s = x * (1 + q * (-1.0 / 6 + q * (1.0 / 120 + q * (-1.0 / 5040))));
  double c = 1 + q * (-1.0 / 2 + q * (1.0 / 24 + q * (-1.0 / 720 + q * (1.0 / 40320))));
  for (int i = 0; i < 3; ++i) {
    const double doubled = 2 * s * c;
    c = c * c - s * s;
    s = doubled;
  }
  return {static_cast<float>(c), static_cast<float>(s)};
}

// A periodic curve through 0, 1, 0, -1, 0 made of two parabolas: a sine to the eye.
float wave(float t) {
  const float f = fraction(t);
  return f < 0.5f ? 16 * f * (0.5f - f) : -16 * (f - 0.5f) * (1 - f);
}

// Signed distances, negative inside, of shapes about as large as the unit disc; y points down.

float box(Point p, float halfWidth, float halfHeight) {
  const float dx = absolute(p.x) - halfWidth, dy = absolute(p.y) - halfHeight;
  const Point outside{larger(dx, 0), larger(dy, 0)};
  return length(outside) + smaller(larger(dx, dy), 0);
}

Point mirrored(Point p, Point axis) {
  const float side = axis.x * p.y - axis.y * p.x;
  return side < 0 ? Point{p.x + 2 * side * axis.y, p.y - 2 * side * axis.x} : p;
}

float star(Point p) {
  // Mirrored into the wedge between a tip (90 degrees) and a notch (54 degrees), one edge is left.
  constexpr Point kAxis18{0.95105652f, 0.30901699f}, kAxis54{0.58778525f, 0.80901699f};
  constexpr float kNotch = 0.45f;
  Point w{absolute(p.x), -p.y};
  w = mirrored(w, kAxis18);
  w.x = absolute(w.x);
  w = mirrored(w, kAxis54);
  constexpr Point kTip{0, 1}, kEdge{kNotch * kAxis54.x, kNotch * kAxis54.y - 1};
  const Point fromTip{w.x - kTip.x, w.y - kTip.y};
  const float along = clamp01(dot(fromTip, kEdge) / dot(kEdge, kEdge));
  const float distance = length({fromTip.x - along * kEdge.x, fromTip.y - along * kEdge.y});
  return kEdge.x * fromTip.y - kEdge.y * fromTip.x > 0 ? distance : -distance;
}

float signedDistance(int shape, Point p) {
  constexpr float kSin60 = 0.86602540f;
  switch (shape) {
    case 0:
      return length(p) - 0.86f;
    case 1:
      return box(p, 0.74f, 0.74f);
    case 2:
      return larger(p.y, kSin60 * absolute(p.x) - 0.5f * p.y) - 0.52f;
    case 3:
      return star(p);
    case 4:
      return smaller(box(p, 0.92f, 0.3f), box(p, 0.3f, 0.92f));
    case 5:
      return absolute(length(p) - 0.68f) - 0.22f;
    case 6:
      return larger(length({p.x + 0.1f, p.y}) - 0.92f, 0.72f - length({p.x - 0.34f, p.y}));
    case 7:
      return box(p, 0.98f, 0.3f);
    case 8:
      return larger(absolute(p.x), 0.5f * absolute(p.x) + kSin60 * absolute(p.y)) - 0.8f;
    default:
      return length({absolute(p.x) - 0.52f, p.y}) - 0.42f;
  }
}

// What is drawn for one image. All draws happen for every image, in this order, whatever is shown of them.
struct Scene {
  int shape = 0, texture = 0, background = 0;
  Turn pose{}, textureTurn{}, backgroundTurn{};
  Point centre{};                               // pixels from the middle of the image
  float scale = 0;                              // pixels
  float texturePeriod = 0;                      // pixels
  float textureRate = 0, backgroundRate = 0;    // periods a pixel
  float texturePhase = 0, backgroundPhase = 0;  // periods
  std::array<Colour, 2> fill{}, ground{};
  std::array<float, 16> blocks{};
};

float luma(const Colour& c) {
  return 0.299f * c[0] + 0.587f * c[1] + 0.114f * c[2];
}

// A random colour of a given luma: a random hue moved along the grey axis, with less saturation where it
// would leave the cube.
Colour colourOfLuma(Random& random, float target) {
  Colour colour{random.uniform(), random.uniform(), random.uniform()};
  const float own = luma(colour);
  float reach = 1.2f;
  for (float& channel : colour) {
    channel -= own;
    if (channel > 0) reach = smaller(reach, (1 - target) / channel);
    if (channel < 0) reach = smaller(reach, target / -channel);
  }
  for (float& channel : colour) channel = clamp01(target + reach * channel);
  return colour;
}

float distanceSquared(const Colour& a, const Colour& b) {
  float sum = 0;
  for (std::size_t c = 0; c < 3; ++c) sum += (a[c] - b[c]) * (a[c] - b[c]);
  return sum;
}

// Of several random colours the one that is farthest from those that it stands beside.
Colour colourApart(Random& random, const Colour* others, std::size_t count) {
  constexpr int kAttempts = 3;
  Colour best{};
  float farthest = -1;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const Colour colour = colourOfLuma(random, random.uniform(0.08f, 0.92f));
    float nearest = 4;
    for (std::size_t i = 0; i < count; ++i) nearest = smaller(nearest, distanceSquared(colour, others[i]));
    if (nearest > farthest) {
      farthest = nearest;
      best = colour;
    }
  }
  return best;
}

Scene drawScene(const ShapesSettings& settings, const RandomKey& key, int shape) {
  constexpr float kPi = 3.14159265f;
  Random random(key);
  Scene scene;
  scene.shape = shape;
  scene.texture = static_cast<int>(random.below(kTextures.size()));
  scene.background = static_cast<int>(random.below(kBackgrounds.size()));
  scene.pose = turn(random.uniform(-settings.rotation, settings.rotation));
  scene.scale = kHalf * random.uniform(settings.scaleLow, settings.scaleHigh);
  scene.centre.x = kHalf * random.uniform(-settings.shift, settings.shift);
  scene.centre.y = kHalf * random.uniform(-settings.shift, settings.shift);
  scene.textureTurn = turn(random.uniform(-kPi, kPi));
  scene.texturePeriod = random.uniform(4.5f, 6.5f);
  scene.textureRate = 1 / scene.texturePeriod;
  scene.texturePhase = random.uniform();
  scene.backgroundTurn = turn(random.uniform(-kPi, kPi));
  scene.backgroundRate = 1 / random.uniform(9, 14);
  scene.backgroundPhase = random.uniform();
  // Four colours without a rule of brightness: an outline is found by its course, not by a threshold. Each is
  // the farthest of a few from those before it, so that few outlines vanish.
  std::array<Colour, 4> colours{};
  for (std::size_t i = 0; i < colours.size(); ++i) colours[i] = colourApart(random, colours.data(), i);
  scene.fill = {colours[0], colours[2]};
  scene.ground = {colours[1], colours[3]};
  for (float& value : scene.blocks) value = random.uniform();
  return scene;
}

// 0 ... 1 across an edge, from its signed distance in pixels.
float edge(float pixels) {
  return clamp01(0.5f + pixels);
}
// A band as wide as the gap beside it.
float band(float periods, float period) {
  return edge((absolute(fraction(periods) - 0.5f) - 0.25f) * period);
}

// Share of the second fill colour at a point relative to the shape's centre, in pixels.
float textureMix(const Scene& scene, Point p) {
  const Point q = rotatedBack(p, scene.textureTurn);
  const float period = scene.texturePeriod, phase = scene.texturePhase;
  const Point t{q.x * scene.textureRate + phase, q.y * scene.textureRate + phase};
  switch (scene.texture) {
    case 1:
      return band(t.x, period);
    case 2: {
      const float a = band(t.x * (2.0f / 3), 1.5f * period), b = band(t.y * (2.0f / 3), 1.5f * period);
      return a + b - 2 * a * b;
    }
    case 3:
      return clamp01(0.5f + q.x / (1.8f * scene.scale));
    case 4:
      return edge(period * (0.32f - length({fraction(t.x) - 0.5f, fraction(t.y) - 0.5f})));
    case 5:
      return band(length(p) * scene.textureRate + phase, period);
    default:
      return 0;
  }
}

// Share of the second background colour at a point relative to the image's middle, in pixels.
float backgroundMix(const Scene& scene, Point p, std::size_t row, std::size_t column) {
  const Point q = rotatedBack(p, scene.backgroundTurn);
  switch (scene.background) {
    case 0:
      return clamp01(0.5f + q.x / kSide);
    case 1: {
      const float bend = 2.5f * wave(q.y * (0.6f * scene.backgroundRate));
      return 0.5f + 0.5f * wave((q.x + bend) * scene.backgroundRate + scene.backgroundPhase);
    }
    case 2:
      return scene.blocks[row / 8 * 4 + column / 8];
    default:
      return 0;
  }
}

// Close to normal with mean 0 and deviation 1: the sum of four uniform bytes.
float noise(Random& random) {
  const std::uint32_t b = random.bits();
  const std::uint32_t sum = (b & 255u) + (b >> 8 & 255u) + (b >> 16 & 255u) + (b >> 24);
  return (static_cast<float>(sum) - 510) * (1 / 147.80054f);  // sqrt(4 (256^2 - 1) / 12)
}

// Share of a pixel that the shape covers; `p` is relative to the shape's centre, in pixels.
float coverage(const Scene& scene, Point p) {
  const Point unit = rotatedBack(p, scene.pose);
  const float rate = 1 / scene.scale;
  return edge(-signedDistance(scene.shape, {unit.x * rate, unit.y * rate}) * scene.scale);
}

void paint(const Scene& scene, float sigma, Random& random, std::uint8_t* out) {
  const float reach = 1.06f * scene.scale + 1;  // no shape has a point beyond
  for (std::size_t row = 0; row < kSide; ++row) {
    for (std::size_t column = 0; column < kSide; ++column) {
      const Point p{static_cast<float>(column) + 0.5f - kHalf, static_cast<float>(row) + 0.5f - kHalf};
      const Point fromCentre{p.x - scene.centre.x, p.y - scene.centre.y};
      const float cover = dot(fromCentre, fromCentre) < reach * reach ? coverage(scene, fromCentre) : 0;
      const float inside = cover > 0 ? textureMix(scene, fromCentre) : 0;
      const float outside = cover < 1 ? backgroundMix(scene, p, row, column) : 0;
      for (std::size_t c = 0; c < 3; ++c) {
        const float front = scene.fill[0][c] + inside * (scene.fill[1][c] - scene.fill[0][c]);
        const float back = scene.ground[0][c] + outside * (scene.ground[1][c] - scene.ground[0][c]);
        const float value = back + cover * (front - back) + sigma * noise(random);
        *out++ = static_cast<std::uint8_t>(clamp01(value) * 255 + 0.5f);
      }
    }
  }
}

ImageSet makePart(const ShapesSettings& settings, std::int64_t perClass, std::uint32_t part,
                  const ParallelFor& parallel) {
  ImageSet set;
  set.height = set.width = kSide;
  set.classNames = shapesClassNames();
  const auto classes = static_cast<std::int64_t>(set.classNames.size());
  const auto count = static_cast<std::size_t>(perClass * classes);
  set.pixels.resize(count * set.imageBytes());
  set.labels.resize(count);
  set.factors = {
      {"texture", {kTextures.begin(), kTextures.end()}, std::vector<std::uint8_t>(count)},
      {"background", {kBackgrounds.begin(), kBackgrounds.end()}, std::vector<std::uint8_t>(count)}};
  parallel(perClass * classes, 64, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const auto index = static_cast<std::size_t>(i);
      const auto item = static_cast<std::uint32_t>(i);
      const auto label = static_cast<int>(i % classes);
      const Scene scene = drawScene(settings, {settings.seed, Purpose::Generator, part, item, 0}, label);
      Random noiseOf({settings.seed, Purpose::Generator, part, item, 1});
      paint(scene, settings.noise, noiseOf, set.pixels.data() + index * set.imageBytes());
      set.labels[index] = static_cast<std::uint16_t>(label);
      set.factors[0].labels[index] = static_cast<std::uint8_t>(scene.texture);
      set.factors[1].labels[index] = static_cast<std::uint8_t>(scene.background);
    }
  });
  return set;
}

void check(const ShapesSettings& s) {
  constexpr std::int64_t kMost = 1'000'000;
  const bool sizes =
      s.trainPerClass >= 1 && s.trainPerClass <= kMost && s.testPerClass >= 1 && s.testPerClass <= kMost;
  const bool pose = s.rotation >= 0 && s.rotation <= 3.14f && s.scaleLow > 0 && s.scaleLow <= s.scaleHigh &&
                    s.scaleHigh <= 2 && s.shift >= 0 && s.shift <= 1 && s.noise >= 0 && s.noise <= 1;
  if (sizes && pose) return;
  throw Error(
      ErrorKind::Usage, "A setting of the shapes data set is out of range.",
      fmt::format("Images per class 1 to {}, rotation 0 to 3.14, 0 < smallest scale <= largest scale <= 2, "
                  "shift and noise 0 to 1.",
                  kMost));
}

}  // namespace

const std::vector<std::string>& shapesClassNames() {
  static const std::vector<std::string> names = {"disc", "square",   "triangle", "star",    "plus",
                                                 "ring", "crescent", "bar",      "hexagon", "two dots"};
  return names;
}

Dataset makeShapes(const ShapesSettings& settings, const ParallelFor& parallel) {
  check(settings);
  Dataset dataset;
  dataset.name = "shapes";
  dataset.title = "Shapes (embedded)";
  dataset.train = makePart(settings, settings.trainPerClass, 0, parallel);
  dataset.test = makePart(settings, settings.testPerClass, 1, parallel);
  dataset.digest = digestOf(dataset.train, dataset.test);
  channelStatistics(dataset.train, dataset.mean, dataset.stddev);
  return dataset;
}

}  // namespace skewscope::data
