// The loops of winograd_kernels.h, included by one file per instruction set, which defines
// SKEWSCOPE_WINOGRAD_KERNELS_NAME, SKEWSCOPE_WINOGRAD_KERNELS_FUNCTION and SKEWSCOPE_WINOGRAD_FLOATS, the
// floats of its vectors. As in core/augment/kernels_body.h no inline function of another header may be used
// here, and everything is in an unnamed namespace.

#include "core/nn/winograd_kernels.h"

namespace skewscope::nn {
namespace {

constexpr std::int64_t kFloats = SKEWSCOPE_WINOGRAD_FLOATS;

/// A vector of the instruction set, wherever it lies.
typedef float Vector __attribute__((vector_size(4 * kFloats), aligned(4)));

inline Vector load(const float* from) {
  return *reinterpret_cast<const Vector*>(from);
}
inline void store(float* to, Vector value) {
  *reinterpret_cast<Vector*>(to) = value;
}

constexpr float kRoot = 1.41421356237309505f, kHalfRoot = 0.70710678118654752f;
constexpr float kSixth = 1.0f / 6, kThird = 1.0f / 3;

// One dimension of each transform, from `from` numbers `in` apart to numbers `out` apart. The points +-p come
// in pairs, whose sums of even and of odd powers are shared.

/// B^T d, 6 to 6.
inline void transformInput(const Vector* d, std::int64_t in, Vector* to, std::int64_t out) {
  const Vector even = d[4 * in] - 2.0f * d[2 * in], odd = kHalfRoot * d[3 * in] - kRoot * d[in];
  const Vector evenFar = d[4 * in] - 0.5f * d[2 * in], oddFar = kRoot * d[3 * in] - kHalfRoot * d[in];
  to[0] = d[0] + (d[4 * in] - 2.5f * d[2 * in]);
  to[out] = even + odd;
  to[2 * out] = even - odd;
  to[3 * out] = evenFar + oddFar;
  to[4 * out] = evenFar - oddFar;
  to[5 * out] = d[in] + (d[5 * in] - 2.5f * d[3 * in]);
}

/// A^T m, 6 to 4.
inline void transformOutput(const Vector* m, std::int64_t in, Vector* to, std::int64_t out) {
  const Vector sum = m[in] + m[2 * in], difference = m[in] - m[2 * in];
  const Vector sumFar = m[3 * in] + m[4 * in], differenceFar = m[3 * in] - m[4 * in];
  to[0] = m[0] + (sum + sumFar);
  to[out] = kHalfRoot * difference + kRoot * differenceFar;
  to[2 * out] = 0.5f * sum + 2.0f * sumFar;
  to[3 * out] = (0.5f * kHalfRoot) * difference + ((2 * kRoot) * differenceFar + m[5 * in]);
}

/// A dy, 4 to 6: the transpose of transformOutput.
inline void transformGradient(const Vector* g, std::int64_t in, Vector* to, std::int64_t out) {
  const Vector even = g[0] + 0.5f * g[2 * in], odd = kHalfRoot * g[in] + (0.5f * kHalfRoot) * g[3 * in];
  const Vector evenFar = g[0] + 2.0f * g[2 * in], oddFar = kRoot * g[in] + (2 * kRoot) * g[3 * in];
  to[0] = g[0];
  to[out] = even + odd;
  to[2 * out] = even - odd;
  to[3 * out] = evenFar + oddFar;
  to[4 * out] = evenFar - oddFar;
  to[5 * out] = g[3 * in];
}

/// G w, 3 to 6.
inline void transformWeight(const Vector* w, std::int64_t in, Vector* to, std::int64_t out) {
  const Vector even = (-2 * kThird) * w[0] - kThird * w[2 * in], odd = (-2 * kThird * kHalfRoot) * w[in];
  const Vector evenFar = kSixth * w[0] + kThird * w[2 * in], oddFar = (kRoot * kSixth) * w[in];
  to[0] = w[0];
  to[out] = even + odd;
  to[2 * out] = even - odd;
  to[3 * out] = evenFar + oddFar;
  to[4 * out] = evenFar - oddFar;
  to[5 * out] = w[2 * in];
}

/// G^T u, 6 to 3: the transpose of transformWeight.
inline void transformWeightSum(const Vector* u, std::int64_t in, Vector* to, std::int64_t out) {
  const Vector sum = u[in] + u[2 * in], difference = u[in] - u[2 * in];
  const Vector sumFar = u[3 * in] + u[4 * in], differenceFar = u[3 * in] - u[4 * in];
  to[0] = u[0] - ((2 * kThird) * sum - kSixth * sumFar);
  to[out] = (kRoot * kSixth) * differenceFar - (2 * kThird * kHalfRoot) * difference;
  to[2 * out] = u[5 * in] - kThird * (sum - sumFar);
}

/// Where a tile lies: its image and the row and column of its first output.
struct Place {
  std::int64_t image, row, column;
};

inline Place placeOf(const WinogradMaps& of, std::int64_t tile) {
  const std::int64_t columns = (of.width + kTileSide - 1) / kTileSide;
  const std::int64_t tiles = columns * ((of.height + kTileSide - 1) / kTileSide), inImage = tile % tiles;
  return {tile / tiles, inImage / columns * kTileSide, inImage % columns * kTileSide};
}

/// Reads Side x Side numbers from (row, column) on, zeros outside of the map, into `to`, column by column.
template <int Side>
inline void loadPatch(const float* map, const WinogradMaps& of, std::int64_t row, std::int64_t column,
                      Vector* to) {
  const bool inside = row >= 0 && column >= 0 && row + Side <= of.height && column + Side <= of.width;
  const float* const corner = map + (row * of.width + column) * of.channels;
  if (inside) {
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

/// Tiles transformed to 6x6 positions from patches of Side x Side numbers that begin `Before` before them.
template <int Side, int Before, void (*Transform)(const Vector*, std::int64_t, Vector*, std::int64_t)>
void transformTiles(const float* maps, const WinogradMaps& of, std::int64_t first, std::int64_t count,
                    const WinogradLayout& layout, float* to) {
  const std::int64_t panels = of.channels / kPanel, whole = (count + kGroup - 1) / kGroup * kGroup;
  for (std::int64_t t = 0; t < whole; ++t) {
    float* const tile = to + t / kGroup * layout.group + t % kGroup * kPanel;
    const Place place = placeOf(of, first + t);
    const float* const map = maps + place.image * of.height * of.width * of.channels;
    for (std::int64_t c = 0; c < panels * kPanel; c += kFloats) {
      float* const at = tile + c / kPanel * layout.panel + c % kPanel;
      if (t >= count) {
        for (std::int64_t q = 0; q < kPositions; ++q) store(at + q * layout.position, Vector{});
        continue;
      }
      Vector patch[Side * Side], columns[kPatchSide * Side], row[kPatchSide];
      loadPatch<Side>(map + c, of, place.row - Before, place.column - Before, patch);
      for (std::int64_t j = 0; j < Side; ++j) Transform(patch + j * Side, 1, columns + j, Side);
      for (std::int64_t i = 0; i < kPatchSide; ++i) {
        Transform(columns + i * Side, 1, row, 1);
        for (std::int64_t j = 0; j < kPatchSide; ++j)
          store(at + (i * kPatchSide + j) * layout.position, row[j]);
      }
    }
  }
}

void transformOutputs(const float* sums, std::int64_t sumStride, const WinogradMaps& of, std::int64_t first,
                      std::int64_t count, std::int64_t panel, float* maps) {
  for (std::int64_t t = 0; t < count; ++t) {
    const Place place = placeOf(of, first + t);
    float* const corner = maps +
                          ((place.image * of.height + place.row) * of.width + place.column) * of.channels +
                          panel * kPanel;
    const std::int64_t rows = of.height - place.row, columns = of.width - place.column;
    for (std::int64_t c = 0; c < kPanel; c += kFloats) {
      const float* const from = sums + t * kPanel + c;
      Vector half[kTileSide * kPatchSide], column[kPatchSide], row[kTileSide];
      for (std::int64_t j = 0; j < kPatchSide; ++j) {
        for (std::int64_t i = 0; i < kPatchSide; ++i)
          column[i] = load(from + (i * kPatchSide + j) * sumStride);
        transformOutput(column, 1, half + j, kPatchSide);
      }
      for (std::int64_t i = 0; i < kTileSide; ++i) {
        if (i >= rows) break;
        transformOutput(half + i * kPatchSide, 1, row, 1);
        for (std::int64_t j = 0; j < kTileSide; ++j) {
          if (j < columns) store(corner + (i * of.width + j) * of.channels + c, row[j]);
        }
      }
    }
  }
}

/// G w G^T of one row of kPanel weights, the nine places of the kernel `place` apart.
inline void transformWeightRow(const float* weight, std::int64_t place, std::int64_t stride, float* to) {
  for (std::int64_t c = 0; c < kPanel; c += kFloats) {
    Vector kernel[9], half[kPatchSide * 3], row[kPatchSide];
    for (std::int64_t i = 0; i < 9; ++i) kernel[i] = load(weight + i * place + c);
    for (std::int64_t j = 0; j < 3; ++j) transformWeight(kernel + j, 3, half + j, 3);
    for (std::int64_t i = 0; i < kPatchSide; ++i) {
      transformWeight(half + i * 3, 1, row, 1);
      for (std::int64_t j = 0; j < kPatchSide; ++j) store(to + (i * kPatchSide + j) * stride + c, row[j]);
    }
  }
}

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
      transformWeightRow(&turned[lane][0][0], kPanel, stride, to + (c + lane) * kPanel);
  }
}

void transformTurnedWeights(const float* weight, std::int64_t outputs, std::int64_t inputs,
                            std::int64_t panel, std::int64_t stride, float* to) {
  for (std::int64_t k = 0; k < outputs; ++k)  // from the last place of the kernel to the first
    transformWeightRow(weight + (k * 9 + 8) * inputs + panel * kPanel, -inputs, stride, to + k * kPanel);
}

constexpr std::int64_t kVectors = kPanel / kFloats;

/// Groups of tiles that `products` takes at once: as many sums as there are registers for.
constexpr std::int64_t kGroupsAtOnce = kVectors == 1 ? 2 : 1;

/// Sums of Groups groups at one position: to [Groups kGroup][kPanel].
template <std::int64_t Groups>
inline void multiplyGroups(const float* v, const WinogradLayout& layout, const float* u,
                           std::int64_t channels, float* sums) {
  Vector sum[Groups * kGroup][kVectors] = {};
  for (std::int64_t c = 0; c < channels; c += kPanel, v += layout.panel) {
    for (std::int64_t lane = 0; lane < kPanel; ++lane, u += kPanel) {
      Vector weight[kVectors];
      for (std::int64_t i = 0; i < kVectors; ++i) weight[i] = load(u + i * kFloats);
#pragma GCC unroll 16
      for (std::int64_t t = 0; t < Groups * kGroup; ++t) {
        const float value = v[t / kGroup * layout.group + t % kGroup * kPanel + lane];
#pragma GCC unroll 2
        for (std::int64_t i = 0; i < kVectors; ++i) sum[t][i] += value * weight[i];
      }
    }
  }
#pragma GCC unroll 16
  for (std::int64_t t = 0; t < Groups * kGroup; ++t) {
#pragma GCC unroll 2
    for (std::int64_t i = 0; i < kVectors; ++i) store(sums + t * kPanel + i * kFloats, sum[t][i]);
  }
}

void multiply(const float* v, const WinogradLayout& layout, const float* u, std::int64_t stride,
              std::int64_t channels, std::int64_t groups, std::int64_t sumStride, float* sums) {
  for (std::int64_t q = 0; q < kPositions; ++q) {
    std::int64_t group = 0;
    const auto at = [&](std::int64_t index) { return v + q * layout.position + index * layout.group; };
    for (; group + kGroupsAtOnce <= groups; group += kGroupsAtOnce)
      multiplyGroups<kGroupsAtOnce>(at(group), layout, u + q * stride, channels,
                                    sums + q * sumStride + group * kGroup * kPanel);
    for (; group < groups; ++group)
      multiplyGroups<1>(at(group), layout, u + q * stride, channels,
                        sums + q * sumStride + group * kGroup * kPanel);
  }
}

/// Adds the products of Rows channels of g with a panel of v. They are summed by themselves first: a long sum
/// in float32 is the less exact the longer it is.
template <std::int64_t Rows>
inline void addWeightRows(const float* g, std::int64_t gradientGroup, const float* v, std::int64_t inputGroup,
                          std::int64_t groups, float* sums) {
  Vector sum[Rows][kVectors] = {};
  for (std::int64_t group = 0; group < groups; ++group, g += gradientGroup, v += inputGroup) {
    for (std::int64_t t = 0; t < kGroup; ++t) {
      Vector value[kVectors];
      for (std::int64_t i = 0; i < kVectors; ++i) value[i] = load(v + t * kPanel + i * kFloats);
#pragma GCC unroll 16
      for (std::int64_t r = 0; r < Rows; ++r) {
        const float gradient = g[t * kPanel + r];
#pragma GCC unroll 2
        for (std::int64_t i = 0; i < kVectors; ++i) sum[r][i] += gradient * value[i];
      }
    }
  }
#pragma GCC unroll 16
  for (std::int64_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
    for (std::int64_t i = 0; i < kVectors; ++i) {
      float* const to = sums + r * kPanel + i * kFloats;
      store(to, load(to) + sum[r][i]);
    }
  }
}

void sumWeights(const float* g, const WinogradLayout& gradients, const float* v, const WinogradLayout& inputs,
                std::int64_t groups, std::int64_t positions, float* sums) {
  for (std::int64_t q = 0; q < positions; ++q, sums += kPanel * kPanel) {
    const float *const gq = g + q * gradients.position, *const vq = v + q * inputs.position;
    const auto add = [&]<std::int64_t Rows>(std::int64_t row) {
      addWeightRows<Rows>(gq + row, gradients.group, vq, inputs.group, groups, sums + row * kPanel);
    };
    if constexpr (kVectors == 1) {
      add.template operator()<kPanel>(0);
    } else {
      add.template operator()<6>(0);
      add.template operator()<5>(6);
      add.template operator()<5>(11);
    }
  }
}

void transformWeightSums(const float* sums, std::int64_t inputs, std::int64_t outputPanel,
                         std::int64_t inputPanel, float* gradient) {
  for (std::int64_t k = 0; k < kPanel; ++k) {
    float* const to = gradient + (outputPanel * kPanel + k) * 9 * inputs + inputPanel * kPanel;
    for (std::int64_t c = 0; c < kPanel; c += kFloats) {
      Vector column[kPatchSide], half[3 * kPatchSide], row[3];
      for (std::int64_t j = 0; j < kPatchSide; ++j) {
        for (std::int64_t i = 0; i < kPatchSide; ++i)
          column[i] = load(sums + ((i * kPatchSide + j) * kPanel + k) * kPanel + c);
        transformWeightSum(column, 1, half + j, kPatchSide);
      }
      for (std::int64_t i = 0; i < 3; ++i) {
        transformWeightSum(half + i * kPatchSide, 1, row, 1);
        for (std::int64_t j = 0; j < 3; ++j) store(to + (i * 3 + j) * inputs + c, row[j]);
      }
    }
  }
}

}  // namespace

const WinogradKernels& SKEWSCOPE_WINOGRAD_KERNELS_FUNCTION();
const WinogradKernels& SKEWSCOPE_WINOGRAD_KERNELS_FUNCTION() {
  static constexpr WinogradKernels kernels = {SKEWSCOPE_WINOGRAD_KERNELS_NAME,
                                              &transformTiles<kPatchSide, 1, transformInput>,
                                              &transformTiles<kTileSide, 0, transformGradient>,
                                              &transformWeights,
                                              &transformTurnedWeights,
                                              &multiply,
                                              &transformOutputs,
                                              &sumWeights,
                                              &transformWeightSums};
  return kernels;
}

}  // namespace skewscope::nn
