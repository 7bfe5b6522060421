#pragma once

#include <cstdint>
#include <span>

namespace skewscope::nn {

/// Side of a tile of outputs, channels of a panel, tiles of a group.
constexpr std::int64_t kTileSide = 4, kPanel = 16, kGroup = 6;

/// Maps of a batch, channels_last without gaps: [images, height, width, channels] floats, channels a multiple
/// of kPanel, and the tiles of an image, which those of its convolution's outputs are. They are numbered
/// image by image, row by row; those at the lower and right border may hang over.
struct WinogradMaps {
  std::int64_t height, width, channels, tileRows, tileColumns;
};

/// Where transformed tiles lie, in floats: position q of tile t, panel p and channel c of the panel at
/// q position + (t / kGroup) group + p panel + (t % kGroup) kPanel + c.
struct WinogradLayout {
  std::int64_t position, group, panel;
};

/// How far apart positions and panels of transformed weights or of sums lie, in floats.
struct WinogradPanels {
  std::int64_t position, panel;
};

/// A transform of the tiles [first, first + count) of `maps`, all channels, to `to`, where tile `first` comes
/// first. The last group is filled up with zeros.
using TransformTiles = void (*)(const float* maps, const WinogradMaps& of, std::int64_t first,
                                std::int64_t count, const WinogradLayout& layout, float* to);

/// The way back: from sums as WinogradKernels::products leaves them to one panel of `maps`.
using TransformSums = void (*)(const float* sums, std::int64_t sumStride, const WinogradMaps& of,
                               std::int64_t first, std::int64_t count, std::int64_t panel, float* maps);

/// The transforms of 3x3 convolutions of one stride with a border of one by Winograd's minimal filtering
/// (Lavin and Gray 2016):
///   y = A^T [ sum over input channels of (G w G^T) * (B^T d B) ] A
/// for each tile y of 4x4 outputs and its patch d of inputs; * is elementwise, its places are "positions".
/// The gradient of the input is such a map of dy with turned weights, that of the weights the transpose of
/// the map from w to y: dw = G^T [ sum over tiles of (A dy A^T) * (B^T d B) ] G. See WinogradKernels for both
/// strides.
struct WinogradScheme {
  std::int64_t positions;

  TransformTiles inputs;         ///< B^T d B
  TransformTiles gradients;      ///< A dy A^T
  TransformTiles turnedInputs;   ///< of dy, for the gradient of the input
  TransformSums outputs;         ///< A^T m A, to y
  TransformSums inputGradients;  ///< to the gradient of the input
  /// G w G^T for the outputs of one panel: `weight` [outputs, 3, 3, inputs] to [positions][inputs][kPanel],
  /// positions `stride` apart.
  void (*weights)(const float* weight, std::int64_t inputs, std::int64_t panel, std::int64_t stride,
                  float* to);
  /// The same for the gradient of a panel of inputs: weights turned by 180 degrees, to
  /// [positions][outputs][kPanel].
  void (*turnedWeights)(const float* weight, std::int64_t outputs, std::int64_t inputs, std::int64_t panel,
                        std::int64_t stride, float* to);
  /// G^T u G of one panel of outputs and one of inputs, u [kPanel][kPanel] at positions `stride` apart, to
  /// their place in `gradient` [outputs, 3, 3, inputs].
  void (*weightGradient)(const float* sums, std::int64_t stride, std::int64_t inputs,
                         std::int64_t outputPanel, std::int64_t inputPanel, float* gradient);
};

/// The loops for one instruction set that has fused multiply-add for 8 or 16 floats.
struct WinogradKernels {
  const char* name;  ///< "avx2", "avx512"

  /// Stride 1: F(4, 3) in both dimensions, 36 products for 16 outputs instead of 144. The interpolation
  /// points are 0, +-1/sqrt(2), +-sqrt(2) and infinity, whose rounding errors are about a fifth of those of
  /// 0, +-1,
  /// +-2 and infinity (measured; winograd.h).
  WinogradScheme plain;
  /// Stride 2: the middle tap meets every second input, the outer two are a convolution of two taps over the
  /// others, F(4, 2) with the points 0, +-1/sqrt(2), sqrt(2) and infinity. 81 products instead of 144.
  WinogradScheme strided;

  /// Panels that `products` takes at once: as many as there are registers for.
  std::int64_t panelsAtOnce;
  /// Sums over `channels` of v u at every position, for `groups` groups of tiles and `panels` panels: `u` as
  /// `weights` made it, to [groups kGroup][kPanel] for each.
  void (*products)(const float* v, const WinogradLayout& layout, const float* u,
                   const WinogradPanels& weights, std::int64_t positions, std::int64_t channels,
                   std::int64_t groups, std::int64_t panels, const WinogradPanels& sums, float* to);
  /// Adds the products of g and v, summed over `groups` groups of tiles, for `outputs` panels of g and
  /// `inputs` of v, which point at their first panel and position: [kPanel of g][kPanel of v] of panels k and
  /// i to (k inputs + i) panels of `sums` from `to`, for each position.
  void (*weightSums)(const float* g, const WinogradLayout& gradients, std::int64_t outputs, const float* v,
                     const WinogradLayout& tiles, std::int64_t inputs, std::int64_t groups,
                     std::int64_t positions, const WinogradPanels& sums, float* to);
};

/// The tables that this processor can run, slowest first; none on a processor without AVX2 and FMA.
std::span<const WinogradKernels* const> availableWinogradKernels();

}  // namespace skewscope::nn
