// The loops of winograd_kernels.h, included by one file per instruction set, which defines
// SKEWSCOPE_WINOGRAD_KERNELS_NAME, SKEWSCOPE_WINOGRAD_KERNELS_FUNCTION and SKEWSCOPE_WINOGRAD_FLOATS, the
// floats of its vectors. As in core/augment/kernels_body.h no inline function of another header may be used
// here, and everything is in an unnamed namespace.

#include "core/nn/winograd_kernels.h"

namespace skewscope::nn {
namespace {

constexpr std::int64_t kFloats = SKEWSCOPE_WINOGRAD_FLOATS;

/// A vector of the instruction set, and one that lies anywhere.
typedef float Vector __attribute__((vector_size(4 * kFloats)));
typedef float VectorAnywhere __attribute__((vector_size(4 * kFloats), aligned(4)));

inline Vector load(const float* from) {
  return *reinterpret_cast<const VectorAnywhere*>(from);
}
inline void store(float* to, Vector value) {
  *reinterpret_cast<VectorAnywhere*>(to) = value;
}
/// In every place. Nothing is subtracted: x - 0 is x, and of x + 0 the compiler has to make 0 where x is -0.
inline Vector all(float value) {
  return value - Vector{};
}

constexpr float kRoot = 1.41421356237309505f, kHalfRoot = 0.70710678118654752f;
constexpr float kSixth = 1.0f / 6, kThird = 1.0f / 3;

// A scheme is one dimension of each of its transforms, from numbers in a row to numbers `step` apart. Points
// +-p come in pairs, whose sums of even and of odd powers are shared.

/// Stride 1: F(4, 3).
struct Plain {
  static constexpr int kPositions = 6, kStride = 1;
  static constexpr int kPatch = 6, kTurnedPatch = 6, kTurnedBefore = 1;

  /// A polynomial at +p, -p for both p, from the sums of its even and of its odd powers.
  static void storePoints(Vector even, Vector odd, Vector evenFar, Vector oddFar, Vector* to,
                          std::int64_t step) {
    to[0] = even + odd;
    to[step] = even - odd;
    to[2 * step] = evenFar + oddFar;
    to[3 * step] = evenFar - oddFar;
  }

  /// B^T d.
  static void input(const Vector* d, Vector* to, std::int64_t step) {
    const Vector even = d[4] - 2.0f * d[2], odd = kHalfRoot * d[3] - kRoot * d[1];
    const Vector evenFar = d[4] - 0.5f * d[2], oddFar = kRoot * d[3] - kHalfRoot * d[1];
    to[0] = d[0] + (d[4] - 2.5f * d[2]);
    storePoints(even, odd, evenFar, oddFar, to + step, step);
    to[5 * step] = d[1] + (d[5] - 2.5f * d[3]);
  }
  static void turnedInput(const Vector* d, Vector* to, std::int64_t step) { input(d, to, step); }

  /// A^T m.
  static void output(const Vector* m, Vector* to, std::int64_t step) {
    const Vector sum = m[1] + m[2], difference = m[1] - m[2];
    const Vector sumFar = m[3] + m[4], differenceFar = m[3] - m[4];
    to[0] = m[0] + (sum + sumFar);
    to[step] = kHalfRoot * difference + kRoot * differenceFar;
    to[2 * step] = 0.5f * sum + 2.0f * sumFar;
    to[3 * step] = (0.5f * kHalfRoot) * difference + ((2 * kRoot) * differenceFar + m[5]);
  }
  static void inputGradient(const Vector* m, Vector* to, std::int64_t step) { output(m, to, step); }

  /// A dy: the transpose of `output`.
  static void gradient(const Vector* g, Vector* to, std::int64_t step) {
    const Vector even = g[0] + 0.5f * g[2], odd = kHalfRoot * g[1] + (0.5f * kHalfRoot) * g[3];
    const Vector evenFar = g[0] + 2.0f * g[2], oddFar = kRoot * g[1] + (2 * kRoot) * g[3];
    to[0] = g[0];
    storePoints(even, odd, evenFar, oddFar, to + step, step);
    to[5 * step] = g[3];
  }

  /// G w.
  static void weight(const Vector* w, Vector* to, std::int64_t step) {
    const Vector even = (-2 * kThird) * w[0] - kThird * w[2], odd = (-2 * kThird * kHalfRoot) * w[1];
    const Vector evenFar = kSixth * w[0] + kThird * w[2], oddFar = (kRoot * kSixth) * w[1];
    to[0] = w[0];
    storePoints(even, odd, evenFar, oddFar, to + step, step);
    to[5 * step] = w[2];
  }

  /// G^T u: the transpose of `weight`.
  static void weightSum(const Vector* u, Vector* to, std::int64_t step) {
    const Vector sum = u[1] + u[2], difference = u[1] - u[2];
    const Vector sumFar = u[3] + u[4], differenceFar = u[3] - u[4];
    to[0] = u[0] - ((2 * kThird) * sum - kSixth * sumFar);
    to[step] = (kRoot * kSixth) * differenceFar - (2 * kThird * kHalfRoot) * difference;
    to[2 * step] = u[5] - kThird * (sum - sumFar);
  }
};

/// Stride 2: four products for the middle tap as they are, then F(4, 2) for the outer two.
struct Strided {
  static constexpr int kPositions = 9, kStride = 2;
  static constexpr int kPatch = 9, kTurnedPatch = 5, kTurnedBefore = 0;

  /// B^T of F(4, 2), of five numbers `in` apart.
  static void pairInput(const Vector* e, std::int64_t in, Vector* to, std::int64_t step) {
    const Vector e1 = e[in], e2 = e[2 * in], e3 = e[3 * in];
    to[0] = (e[0] - 2.0f * e2) + (kRoot * e3 - kHalfRoot * e1);
    to[step] = (e3 - e1) - kHalfRoot * e2;
    to[2 * step] = (e3 + e1) - (3 * kHalfRoot) * e2;
    to[3 * step] = e3 - 0.5f * e1;
    to[4 * step] = (e[4 * in] - 0.5f * e2) + (kHalfRoot * e1 - kRoot * e3);
  }
  static void input(const Vector* d, Vector* to, std::int64_t step) {
    for (std::int64_t i = 0; i < 4; ++i) to[i * step] = d[1 + 2 * i];
    pairInput(d, 2, to + 4 * step, step);
  }
  static void turnedInput(const Vector* d, Vector* to, std::int64_t step) {
    for (std::int64_t i = 0; i < 4; ++i) to[i * step] = d[i];
    pairInput(d, 1, to + 4 * step, step);
  }

  /// A^T of F(4, 2).
  static void pairOutput(const Vector* m, Vector* to) {
    const Vector sum = m[1] + m[2], difference = m[1] - m[2];
    to[0] = (m[0] + sum) + m[3];
    to[1] = kHalfRoot * difference + kRoot * m[3];
    to[2] = 0.5f * sum + 2.0f * m[3];
    to[3] = (0.5f * kHalfRoot) * difference + ((2 * kRoot) * m[3] + m[4]);
  }
  static void output(const Vector* m, Vector* to, std::int64_t step) {
    Vector pair[4];
    pairOutput(m + 4, pair);
    for (std::int64_t i = 0; i < 4; ++i) to[i * step] = m[i] + pair[i];
  }
  static void inputGradient(const Vector* m, Vector* to, std::int64_t step) {
    Vector pair[4];
    pairOutput(m + 4, pair);
    for (std::int64_t i = 0; i < 4; ++i) {
      to[2 * i * step] = m[i];
      to[(2 * i + 1) * step] = pair[i];
    }
  }

  static void gradient(const Vector* g, Vector* to, std::int64_t step) {
    for (std::int64_t i = 0; i < 4; ++i) to[i * step] = g[i];
    const Vector even = g[0] + 0.5f * g[2], odd = kHalfRoot * g[1] + (0.5f * kHalfRoot) * g[3];
    to[4 * step] = g[0];
    to[5 * step] = even + odd;
    to[6 * step] = even - odd;
    to[7 * step] = (g[0] + 2.0f * g[2]) + (kRoot * g[1] + (2 * kRoot) * g[3]);
    to[8 * step] = g[3];
  }

  static void weight(const Vector* w, Vector* to, std::int64_t step) {
    for (std::int64_t i = 0; i < 4; ++i) to[i * step] = w[1];
    to[4 * step] = w[0];
    to[5 * step] = -kRoot * w[0] - w[2];
    to[6 * step] = kThird * w[2] - (kThird * kRoot) * w[0];
    to[7 * step] = (2 * kThird * kHalfRoot) * w[0] + (2 * kThird) * w[2];
    to[8 * step] = w[2];
  }
  static void weightSum(const Vector* u, Vector* to, std::int64_t step) {
    to[0] = (u[4] - kRoot * u[5]) + ((2 * kThird * kHalfRoot) * u[7] - (kThird * kRoot) * u[6]);
    to[step] = (u[0] + u[1]) + (u[2] + u[3]);
    to[2 * step] = (u[8] - u[5]) + (kThird * u[6] + (2 * kThird) * u[7]);
  }
};

using Transform = void (*)(const Vector*, Vector*, std::int64_t);

/// A transform in both dimensions, of In x In numbers in columns to Out x Out, each given to sink(i, j,
/// value).
template <int In, int Out, Transform One, typename Sink>
inline void transformBoth(const Vector* numbers, const Sink& sink) {
  Vector half[Out * In], row[Out];
  for (std::int64_t j = 0; j < In; ++j) One(numbers + j * In, half + j, In);
  for (std::int64_t i = 0; i < Out; ++i) {
    One(half + i * In, row, 1);
    for (std::int64_t j = 0; j < Out; ++j) sink(i, j, row[j]);
  }
}

/// Where a tile lies: its image, and its row and column in tiles.
struct Place {
  std::int64_t image, row, column;
};

inline Place placeOf(const WinogradMaps& of, std::int64_t tile) {
  const std::int64_t tiles = of.tileRows * of.tileColumns, inImage = tile % tiles;
  return {tile / tiles, inImage / of.tileColumns, inImage % of.tileColumns};
}

/// Reads Side x Side numbers from (row, column) on, zeros outside of the map, into `to`, column by column.
template <int Side>
inline void loadPatch(const float* map, const WinogradMaps& of, std::int64_t row, std::int64_t column,
                      Vector* to) {
  const bool inside = row >= 0 && column >= 0 && row + Side <= of.height && column + Side <= of.width;
  if (inside) {
    const float* const corner = map + (row * of.width + column) * of.channels;
    for (std::int64_t j = 0; j < Side; ++j) {
      for (std::int64_t i = 0; i < Side; ++i)
        to[j * Side + i] = load(corner + (i * of.width + j) * of.channels);
    }
    return;
  }
  for (std::int64_t j = 0; j < Side; ++j) {
    for (std::int64_t i = 0; i < Side; ++i) {
      const std::int64_t r = row + i, c = column + j;
      const bool is = r >= 0 && r < of.height && c >= 0 && c < of.width;
      to[j * Side + i] = is ? load(map + (r * of.width + c) * of.channels) : Vector{};
    }
  }
}

/// Tiles transformed to Positions x Positions from patches of Side x Side numbers, which are Step apart and
/// begin Before before their tile.
template <int Side, int Step, int Before, int Positions, Transform One>
void transformTiles(const float* maps, const WinogradMaps& of, std::int64_t first, std::int64_t count,
                    const WinogradLayout& layout, float* to) {
  const std::int64_t panels = of.channels / kPanel, whole = (count + kGroup - 1) / kGroup * kGroup;
  for (std::int64_t t = 0; t < whole; ++t) {
    float* const tile = to + t / kGroup * layout.group + t % kGroup * kPanel;
    if (t >= count) {
      for (std::int64_t q = 0; q < Positions * Positions; ++q) {
        for (std::int64_t c = 0; c < panels * kPanel; c += kFloats)
          store(tile + q * layout.position + c / kPanel * layout.panel + c % kPanel, Vector{});
      }
      continue;
    }
    const Place place = placeOf(of, first + t);
    const float* const map = maps + place.image * of.height * of.width * of.channels;
    for (std::int64_t c = 0; c < panels * kPanel; c += kFloats) {
      float* const at = tile + c / kPanel * layout.panel + c % kPanel;
      Vector patch[Side * Side];
      loadPatch<Side>(map + c, of, place.row * Step - Before, place.column * Step - Before, patch);
      transformBoth<Side, Positions, One>(patch, [&](std::int64_t i, std::int64_t j, Vector value) {
        store(at + (i * Positions + j) * layout.position, value);
      });
    }
  }
}

/// The way back to tiles of Side x Side numbers.
template <int Positions, int Side, Transform One>
void transformSums(const float* sums, std::int64_t sumStride, const WinogradMaps& of, std::int64_t first,
                   std::int64_t count, std::int64_t panel, float* maps) {
  for (std::int64_t t = 0; t < count; ++t) {
    const Place place = placeOf(of, first + t);
    const std::int64_t row = place.row * Side, column = place.column * Side;
    float* const corner =
        maps + ((place.image * of.height + row) * of.width + column) * of.channels + panel * kPanel;
    const std::int64_t rows = of.height - row, columns = of.width - column;
    for (std::int64_t c = 0; c < kPanel; c += kFloats) {
      const float* const from = sums + t * kPanel + c;
      Vector numbers[Positions * Positions];
      for (std::int64_t j = 0; j < Positions; ++j) {
        for (std::int64_t i = 0; i < Positions; ++i)
          numbers[j * Positions + i] = load(from + (i * Positions + j) * sumStride);
      }
      transformBoth<Positions, Side, One>(numbers, [&](std::int64_t i, std::int64_t j, Vector value) {
        if (i < rows && j < columns) store(corner + (i * of.width + j) * of.channels + c, value);
      });
    }
  }
}

/// G w G^T of one row of kPanel weights, the nine places of the kernel `place` apart.
template <typename Scheme>
inline void transformWeightRow(const float* weight, std::int64_t place, std::int64_t stride, float* to) {
  for (std::int64_t c = 0; c < kPanel; c += kFloats) {
    Vector kernel[9];
    for (std::int64_t j = 0; j < 3; ++j) {
      for (std::int64_t i = 0; i < 3; ++i) kernel[j * 3 + i] = load(weight + (i * 3 + j) * place + c);
    }
    transformBoth<3, Scheme::kPositions, Scheme::weight>(
        kernel, [&](std::int64_t i, std::int64_t j, Vector value) {
          store(to + (i * Scheme::kPositions + j) * stride + c, value);
        });
  }
}

template <typename Scheme>
void transformWeights(const float* weight, std::int64_t inputs, std::int64_t panel, std::int64_t stride,
                      float* to) {
  alignas(64) float turned[kPanel][9][kPanel];  // [input][place][output]
  for (std::int64_t c = 0; c < inputs; c += kPanel) {
    for (std::int64_t k = 0; k < kPanel; ++k) {
      const float* const from = weight + (panel * kPanel + k) * 9 * inputs + c;
      for (std::int64_t i = 0; i < 9; ++i) {
        for (std::int64_t lane = 0; lane < kPanel; ++lane) turned[lane][i][k] = from[i * inputs + lane];
      }
    }
    for (std::int64_t lane = 0; lane < kPanel; ++lane)
      transformWeightRow<Scheme>(&turned[lane][0][0], kPanel, stride, to + (c + lane) * kPanel);
  }
}

template <typename Scheme>
void transformTurnedWeights(const float* weight, std::int64_t outputs, std::int64_t inputs,
                            std::int64_t panel, std::int64_t stride, float* to) {
  for (std::int64_t k = 0; k < outputs; ++k)  // from the last place of the kernel to the first
    transformWeightRow<Scheme>(weight + (k * 9 + 8) * inputs + panel * kPanel, -inputs, stride,
                               to + k * kPanel);
}

template <typename Scheme>
void transformWeightSums(const float* sums, std::int64_t stride, std::int64_t inputs,
                         std::int64_t outputPanel, std::int64_t inputPanel, float* gradient) {
  constexpr std::int64_t kSide = Scheme::kPositions;
  for (std::int64_t k = 0; k < kPanel; ++k) {
    float* const to = gradient + (outputPanel * kPanel + k) * 9 * inputs + inputPanel * kPanel;
    for (std::int64_t c = 0; c < kPanel; c += kFloats) {
      Vector numbers[kSide * kSide];
      for (std::int64_t j = 0; j < kSide; ++j) {
        for (std::int64_t i = 0; i < kSide; ++i)
          numbers[j * kSide + i] = load(sums + (i * kSide + j) * stride + k * kPanel + c);
      }
      transformBoth<Scheme::kPositions, 3, Scheme::weightSum>(
          numbers,
          [&](std::int64_t i, std::int64_t j, Vector value) { store(to + (i * 3 + j) * inputs + c, value); });
    }
  }
}

constexpr std::int64_t kVectors = kPanel / kFloats;

/// Groups of tiles and panels that `products` takes at once: as many sums as there are registers for.
constexpr std::int64_t kGroupsAtOnce = kVectors == 1 ? 2 : 1, kPanelsAtOnce = kVectors == 1 ? 2 : 1;

/// Sums of Groups groups and Panels panels at one position: to [Groups kGroup][kPanel] for each panel.
template <std::int64_t Groups, std::int64_t Panels>
inline void multiplyGroups(const float* v, const WinogradLayout& layout, const float* u,
                           std::int64_t weightPanel, std::int64_t channels, std::int64_t sumPanel,
                           float* to) {
  constexpr std::int64_t kAll = Panels * kVectors;  // vectors of weights
  Vector sum[Groups * kGroup][kAll] = {};
  for (std::int64_t c = 0; c < channels; c += kPanel, v += layout.panel) {
    for (std::int64_t lane = 0; lane < kPanel; ++lane, u += kPanel) {
      Vector weight[kAll];
#pragma GCC unroll 2
      for (std::int64_t i = 0; i < kAll; ++i)
        weight[i] = load(u + i / kVectors * weightPanel + i % kVectors * kFloats);
#pragma GCC unroll 16
      for (std::int64_t t = 0; t < Groups * kGroup; ++t) {
        const Vector value = all(v[t / kGroup * layout.group + t % kGroup * kPanel + lane]);
#pragma GCC unroll 2
        for (std::int64_t i = 0; i < kAll; ++i) sum[t][i] += value * weight[i];
      }
    }
  }
#pragma GCC unroll 16
  for (std::int64_t t = 0; t < Groups * kGroup; ++t) {
#pragma GCC unroll 2
    for (std::int64_t i = 0; i < kAll; ++i)
      store(to + i / kVectors * sumPanel + t * kPanel + i % kVectors * kFloats, sum[t][i]);
  }
}

/// The same for any number of groups.
template <std::int64_t Panels>
void multiplyAt(const float* v, const WinogradLayout& layout, const float* u, std::int64_t weightPanel,
                std::int64_t channels, std::int64_t groups, std::int64_t sumPanel, float* to) {
  std::int64_t group = 0;
  for (; group + kGroupsAtOnce <= groups; group += kGroupsAtOnce)
    multiplyGroups<kGroupsAtOnce, Panels>(v + group * layout.group, layout, u, weightPanel, channels,
                                          sumPanel, to + group * kGroup * kPanel);
  for (; group < groups; ++group)
    multiplyGroups<1, Panels>(v + group * layout.group, layout, u, weightPanel, channels, sumPanel,
                              to + group * kGroup * kPanel);
}

void multiply(const float* v, const WinogradLayout& layout, const float* u, const WinogradPanels& weights,
              std::int64_t positions, std::int64_t channels, std::int64_t groups, std::int64_t panels,
              const WinogradPanels& sums, float* to) {
  for (std::int64_t q = 0; q < positions;
       ++q, v += layout.position, u += weights.position, to += sums.position) {
    std::int64_t panel = 0;
    for (; panel + kPanelsAtOnce <= panels; panel += kPanelsAtOnce)
      multiplyAt<kPanelsAtOnce>(v, layout, u + panel * weights.panel, weights.panel, channels, groups,
                                sums.panel, to + panel * sums.panel);
    for (; panel < panels; ++panel)
      multiplyAt<1>(v, layout, u + panel * weights.panel, weights.panel, channels, groups, sums.panel,
                    to + panel * sums.panel);
  }
}

/// Adds the products of Rows channels of g with Panels panels of v. They are summed by themselves first: a
/// long sum in float32 is the less exact the longer it is.
template <std::int64_t Rows, std::int64_t Panels>
inline void addWeightRows(const float* g, std::int64_t gradientGroup, const float* v,
                          const WinogradLayout& inputs, std::int64_t groups, std::int64_t sumPanel,
                          float* to) {
  constexpr std::int64_t kAll = Panels * kVectors;
  Vector sum[Rows][kAll] = {};
  for (std::int64_t group = 0; group < groups; ++group, g += gradientGroup, v += inputs.group) {
    for (std::int64_t t = 0; t < kGroup; ++t) {
      Vector value[kAll];
#pragma GCC unroll 2
      for (std::int64_t i = 0; i < kAll; ++i)
        value[i] = load(v + i / kVectors * inputs.panel + t * kPanel + i % kVectors * kFloats);
#pragma GCC unroll 16
      for (std::int64_t r = 0; r < Rows; ++r) {
        const Vector gradient = all(g[t * kPanel + r]);
#pragma GCC unroll 2
        for (std::int64_t i = 0; i < kAll; ++i) sum[r][i] += gradient * value[i];
      }
    }
  }
#pragma GCC unroll 16
  for (std::int64_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
    for (std::int64_t i = 0; i < kAll; ++i) {
      float* const at = to + i / kVectors * sumPanel + r * kPanel + i % kVectors * kFloats;
      store(at, load(at) + sum[r][i]);
    }
  }
}

/// Those of all kPanel channels of g.
inline void addWeightPanels(const float* g, std::int64_t gradientGroup, const float* v,
                            const WinogradLayout& tiles, std::int64_t panels, std::int64_t groups,
                            std::int64_t sumPanel, float* to) {
  const auto add = [&]<std::int64_t Rows, std::int64_t Panels>(std::int64_t row, std::int64_t panel) {
    addWeightRows<Rows, Panels>(g + row, gradientGroup, v + panel * tiles.panel, tiles, groups, sumPanel,
                                to + panel * sumPanel + row * kPanel);
  };
  std::int64_t panel = 0;
  if constexpr (kVectors == 1) {
    for (; panel + 2 <= panels; panel += 2) {
      add.template operator()<8, 2>(0, panel);
      add.template operator()<8, 2>(8, panel);
    }
    if (panel < panels) add.template operator()<16, 1>(0, panel);
  } else {
    for (; panel < panels; ++panel) {
      add.template operator()<6, 1>(0, panel);
      add.template operator()<5, 1>(6, panel);
      add.template operator()<5, 1>(11, panel);
    }
  }
}

void sumWeights(const float* g, const WinogradLayout& gradients, std::int64_t outputs, const float* v,
                const WinogradLayout& tiles, std::int64_t inputs, std::int64_t groups, std::int64_t positions,
                const WinogradPanels& sums, float* to) {
  for (std::int64_t q = 0; q < positions; ++q) {
    for (std::int64_t k = 0; k < outputs; ++k)
      addWeightPanels(g + q * gradients.position + k * gradients.panel, gradients.group,
                      v + q * tiles.position, tiles, inputs, groups, sums.panel,
                      to + q * sums.position + k * inputs * sums.panel);
  }
}

template <typename Scheme>
constexpr WinogradScheme schemeOf() {
  constexpr int kSide = static_cast<int>(kTileSide), kStep = kSide * Scheme::kStride;
  return {.positions = Scheme::kPositions * Scheme::kPositions,
          .inputs = &transformTiles<Scheme::kPatch, kStep, 1, Scheme::kPositions, Scheme::input>,
          .gradients = &transformTiles<kSide, kSide, 0, Scheme::kPositions, Scheme::gradient>,
          .turnedInputs = &transformTiles<Scheme::kTurnedPatch, kSide, Scheme::kTurnedBefore,
                                          Scheme::kPositions, Scheme::turnedInput>,
          .outputs = &transformSums<Scheme::kPositions, kSide, Scheme::output>,
          .inputGradients = &transformSums<Scheme::kPositions, kStep, Scheme::inputGradient>,
          .weights = &transformWeights<Scheme>,
          .turnedWeights = &transformTurnedWeights<Scheme>,
          .weightGradient = &transformWeightSums<Scheme>};
}

}  // namespace

const WinogradKernels& SKEWSCOPE_WINOGRAD_KERNELS_FUNCTION();
const WinogradKernels& SKEWSCOPE_WINOGRAD_KERNELS_FUNCTION() {
  static constexpr WinogradKernels kernels = {.name = SKEWSCOPE_WINOGRAD_KERNELS_NAME,
                                              .plain = schemeOf<Plain>(),
                                              .strided = schemeOf<Strided>(),
                                              .panelsAtOnce = kPanelsAtOnce,
                                              .products = &multiply,
                                              .weightSums = &sumWeights};
  return kernels;
}

}  // namespace skewscope::nn
