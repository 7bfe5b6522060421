#pragma once

#include <cstdint>
#include <span>

namespace skewscope::nn {

/// Sides of a tile of outputs and of the patch of inputs that it is computed from, numbers ("positions") of a
/// transformed patch, channels of a panel, tiles of a group.
constexpr std::int64_t kTileSide = 4, kPatchSide = 6, kPositions = 36, kPanel = 16, kGroup = 6;

/// Maps of a batch, channels_last without gaps: [images, height, width, channels] floats, channels a multiple
/// of kPanel. Tiles are numbered image by image, row by row; those at the lower and right border may hang
/// over.
struct WinogradMaps {
  std::int64_t height, width, channels;
};

/// Where transformed tiles lie, in floats: position q of tile t, panel p and channel c of the panel at
/// q position + (t / kGroup) group + p panel + (t % kGroup) kPanel + c.
struct WinogradLayout {
  std::int64_t position, group, panel;
};

/// The loops of 3x3 convolutions of stride 1 and padding 1 by Winograd's minimal filtering F(4x4, 3x3)
/// (Lavin and Gray 2016), with a quarter of the products that they take otherwise:
///   y = A^T [ sum over input channels of (G w G^T) * (B^T d B) ] A
/// for each tile y of 4x4 outputs and its patch d of 6x6 inputs; * is elementwise. The interpolation points
/// are 0, +-1/sqrt(2), +-sqrt(2) and infinity, whose rounding errors are about a fifth of those of 0, +-1,
/// +-2 and infinity (measured; winograd.h). The gradient of the input is such a convolution with turned
/// weights, that of the weights the transpose of the map from w to y:
///   dw = G^T [ sum over tiles of (A dy A^T) * (B^T d B) ] G.
/// One table for each instruction set that has fused multiply-add for 8 or 16 floats.
struct WinogradKernels {
  const char* name;  ///< "avx2", "avx512"

  /// B^T d B of the tiles [first, first + count), all channels, to `to`, where tile `first` comes first. The
  /// last group is filled up with zeros.
  void (*inputs)(const float* maps, const WinogradMaps& of, std::int64_t first, std::int64_t count,
                 const WinogradLayout& layout, float* to);
  /// A dy A^T, otherwise as `inputs`.
  void (*gradients)(const float* maps, const WinogradMaps& of, std::int64_t first, std::int64_t count,
                    const WinogradLayout& layout, float* to);
  /// G w G^T for the outputs of one panel: `weight` [outputs, 3, 3, inputs] to [kPositions][inputs][kPanel],
  /// positions `stride` apart.
  void (*weights)(const float* weight, std::int64_t inputs, std::int64_t panel, std::int64_t stride,
                  float* to);
  /// The same for the gradient of a panel of inputs: weights turned by 180 degrees, to
  /// [kPositions][outputs][kPanel].
  void (*turnedWeights)(const float* weight, std::int64_t outputs, std::int64_t inputs, std::int64_t panel,
                        std::int64_t stride, float* to);
  /// Sums over `channels` of v u at every position, for `groups` groups of tiles and one panel: `u` as
  /// `weights` made it, to [kPositions][groups kGroup][kPanel], positions `sumStride` apart.
  void (*products)(const float* v, const WinogradLayout& layout, const float* u, std::int64_t stride,
                   std::int64_t channels, std::int64_t groups, std::int64_t sumStride, float* sums);
  /// A^T m A of the tiles [first, first + count), m from `products`, to one panel of `maps`.
  void (*outputs)(const float* sums, std::int64_t sumStride, const WinogradMaps& of, std::int64_t first,
                  std::int64_t count, std::int64_t panel, float* maps);
  /// Adds to `sums` [positions][kPanel of g][kPanel of v] the products of g and v, summed over `groups`
  /// groups of tiles; `g` and `v` are at their panels and first position.
  void (*weightSums)(const float* g, const WinogradLayout& gradients, const float* v,
                     const WinogradLayout& inputs, std::int64_t groups, std::int64_t positions, float* sums);
  /// G^T u G of one panel of outputs and one of inputs, u [kPositions][kPanel][kPanel], to their place in
  /// `gradient` [outputs, 3, 3, inputs].
  void (*weightGradient)(const float* sums, std::int64_t inputs, std::int64_t outputPanel,
                         std::int64_t inputPanel, float* gradient);
};

/// The tables that this processor can run, slowest first; none on a processor without AVX2 and FMA.
std::span<const WinogradKernels* const> availableWinogradKernels();

}  // namespace skewscope::nn
