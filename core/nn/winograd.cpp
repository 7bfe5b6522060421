#include "core/nn/winograd.h"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <new>

namespace skewscope::nn {
namespace {

/// Floats of transformed tiles that stay in a core's own cache, and those that stay in the last one, of which
/// there is as much for every few threads.
constexpr std::int64_t kNearFloats = 48 << 10, kBlockFloats = std::int64_t{1} << 20, kThreadsOfBlock = 4;

/// Tiles of a block at least: transformed weights are made anew for each.
constexpr std::int64_t kLeastTiles = 64;

/// Weights (without the nine taps) that all of a core's tiles may meet one after the other: transformed, they
/// are at most 0.6 MB, with stride 2 1.3 MB.
constexpr std::int64_t kSmallWeights = 64 * 64;

/// Tiles of a part of a small weight gradient, such parts at most, and its weights at most.
constexpr std::int64_t kTilesOfSlice = 64, kMostSlices = 32, kSlicedWeights = 32 * 32;

/// Added to the floats between positions: numbers that are a power of two apart meet in a few lines of a
/// cache.
constexpr std::int64_t kOffBeat = kPanel;

/// What scratch of a thread is for. All of it is in use at once on the thread that is also a worker.
enum class Scratch { Inputs, Gradients, Weights, Sums, OwnTiles, OwnWeights, OwnSums, Count };

/// This thread's memory for `use`, of `floats` floats or more, as it was left. It is kept for the next call:
/// fresh memory would be cold, and may be given back to the system in between.
float* scratch(Scratch use, std::int64_t floats) {
  constexpr std::align_val_t kLine{64};
  struct Free {
    void operator()(float* data) const { ::operator delete(data, kLine); }
  };
  struct Kept {
    std::unique_ptr<float, Free> data;
    std::int64_t floats = 0;
  };
  thread_local std::array<Kept, static_cast<std::size_t>(Scratch::Count)> all;
  Kept& kept = all[static_cast<std::size_t>(use)];
  if (kept.floats < floats) {
    kept.data.reset();
    kept.floats = 0;
    kept.data.reset(
        static_cast<float*>(::operator new(static_cast<std::size_t>(floats) * sizeof(float), kLine)));
    kept.floats = floats;
  }
  return kept.data.get();
}

std::int64_t quotientUp(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

const WinogradScheme& schemeOf(const WinogradRun& run, const WinogradShape& shape) {
  return shape.stride == 1 ? run.kernels.plain : run.kernels.strided;
}

WinogradMaps inputMaps(const WinogradShape& shape) {
  return {shape.height, shape.width, shape.inputs, quotientUp(shape.outputHeight(), kTileSide),
          quotientUp(shape.outputWidth(), kTileSide)};
}
WinogradMaps outputMaps(const WinogradShape& shape) {
  WinogradMaps maps = inputMaps(shape);
  maps.height = shape.outputHeight();
  maps.width = shape.outputWidth();
  maps.channels = shape.outputs;
  return maps;
}
std::int64_t tilesOf(const WinogradShape& shape) {
  const WinogradMaps maps = inputMaps(shape);
  return shape.images * maps.tileRows * maps.tileColumns;
}

/// The tiles of a batch in blocks of equal size but for the last.
struct Blocks {
  /// Of about `most` tiles, or of kLeastTiles to twice as many.
  Blocks(const WinogradShape& shape, std::int64_t most) : tiles(tilesOf(shape)) {
    const std::int64_t count =
        most > kLeastTiles ? quotientUp(tiles, most) : std::max<std::int64_t>(1, tiles / kLeastTiles);
    groups = quotientUp(quotientUp(tiles, count), kGroup);
  }
  /// Calls body(first tile, tiles) for each.
  template <typename Body>
  void forEach(const Body& body) const {
    for (std::int64_t first = 0; first < tiles; first += groups * kGroup)
      body(first, std::min(groups * kGroup, tiles - first));
  }

  std::int64_t tiles;
  std::int64_t groups;  ///< of a block
};

using TransformWeights = std::function<void(std::int64_t panel, std::int64_t stride, float* to)>;

/// A convolution of either direction: `to` from `from`, whose weights for a panel of the channels of `to` are
/// made by `weights`.
struct Convolution {
  const WinogradRun& run;
  const WinogradShape& shape;
  WinogradMaps in, out;
  TransformTiles transformInputs;
  TransformSums transformOutputs;
  const float* from;
  const TransformWeights& weights;
  float* to;

  std::int64_t positions() const { return schemeOf(run, shape).positions; }
  std::int64_t panels() const { return out.channels / kPanel; }
  std::int64_t weightStride() const { return (in.channels + 1) * kPanel; }
  WinogradLayout layout(std::int64_t groups) const {
    return {.position = groups * kGroup * in.channels + kOffBeat,
            .group = kGroup * in.channels,
            .panel = kGroup * kPanel};
  }
};

std::int64_t sumStride(std::int64_t groups) {
  return groups * kGroup * kPanel + kOffBeat;
}

/// With few weights: each thread takes a few tiles through all steps, which leave its own cache only as
/// outputs.
void convolveNear(const Convolution& of) {
  const std::int64_t tiles = tilesOf(of.shape), groups = quotientUp(tiles, kGroup),
                     positions = of.positions(), near = kNearFloats / (positions * kGroup * of.in.channels),
                     most = std::clamp<std::int64_t>(near, 1, quotientUp(groups, of.run.threads)),
                     parts = quotientUp(groups, most), groupsOfPart = quotientUp(groups, parts),
                     stride = of.weightStride();
  float* const weights = scratch(Scratch::Weights, of.panels() * positions * stride);
  of.run.parallel(of.panels(), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t panel = begin; panel < end; ++panel)
      of.weights(panel, stride, weights + panel * positions * stride);
  });
  of.run.parallel(parts, 1, [&](std::int64_t begin, std::int64_t end) {
    const WinogradLayout layout = of.layout(groupsOfPart);
    float* const transformed = scratch(Scratch::OwnTiles, positions * layout.position);
    float* const sums = scratch(Scratch::OwnSums, positions * sumStride(groupsOfPart));
    for (std::int64_t part = begin; part < end; ++part) {
      const std::int64_t first = part * groupsOfPart * kGroup,
                         count = std::min(groupsOfPart * kGroup, tiles - first);
      if (count <= 0) break;
      of.transformInputs(of.from, of.in, first, count, layout, transformed);
      for (std::int64_t panel = 0; panel < of.panels(); ++panel) {
        of.run.kernels.products(transformed, layout, weights + panel * positions * stride, stride, positions,
                                of.in.channels, quotientUp(count, kGroup), sumStride(groupsOfPart), sums);
        of.transformOutputs(sums, sumStride(groupsOfPart), of.out, first, count, panel, of.to);
      }
    }
  });
}

/// The parts of a block, so many that sums stay in a core's own cache, and that threads, which take equal
/// numbers of parts of panels, wait for each other as little as can be.
std::int64_t partsOfBlock(std::int64_t groups, std::int64_t panels, std::int64_t positions, int threads) {
  const std::int64_t near = std::max<std::int64_t>(1, kNearFloats / (positions * kGroup * kPanel)),
                     least = quotientUp(groups, near);
  const auto longest = [&](std::int64_t parts) {
    return quotientUp(panels * parts, threads) * quotientUp(groups, parts);
  };
  std::int64_t best = least;
  for (std::int64_t parts = least; parts <= std::min(groups, least + threads); ++parts) {
    if (longest(parts) < longest(best)) best = parts;
  }
  return best;
}

/// With many weights: those of a panel are transformed where they are used, for all tiles of a block.
void convolveInBlocks(const Convolution& of) {
  const std::int64_t positions = of.positions();
  const Blocks blocks(
      of.shape, kBlockFloats * quotientUp(of.run.threads, kThreadsOfBlock) / (positions * of.in.channels));
  const WinogradLayout layout = of.layout(blocks.groups);
  float* const tiles = scratch(Scratch::Inputs, positions * layout.position);

  const std::int64_t parts = partsOfBlock(blocks.groups, of.panels(), positions, of.run.threads);
  const std::int64_t groupsOfPart = quotientUp(blocks.groups, parts), stride = of.weightStride();

  blocks.forEach([&](std::int64_t first, std::int64_t count) {
    const std::int64_t groups = quotientUp(count, kGroup);
    of.run.parallel(groups, 1, [&](std::int64_t begin, std::int64_t end) {
      of.transformInputs(of.from, of.in, first + begin * kGroup,
                         std::min(end * kGroup, count) - begin * kGroup, layout,
                         tiles + begin * layout.group);
    });
    of.run.parallel(of.panels() * parts, 1, [&](std::int64_t begin, std::int64_t end) {
      float* const weights = scratch(Scratch::OwnWeights, positions * stride);
      float* const sums = scratch(Scratch::OwnSums, positions * sumStride(groupsOfPart));
      std::int64_t made = -1;
      for (std::int64_t item = begin; item < end; ++item) {
        const std::int64_t panel = item / parts, group = item % parts * groupsOfPart,
                           here = std::min(groupsOfPart, groups - group);
        if (here <= 0) continue;
        if (panel != made) of.weights(made = panel, stride, weights);
        of.run.kernels.products(tiles + group * layout.group, layout, weights, stride, positions,
                                of.in.channels, here, sumStride(groupsOfPart), sums);
        of.transformOutputs(sums, sumStride(groupsOfPart), of.out, first + group * kGroup,
                            std::min(here * kGroup, count - group * kGroup), panel, of.to);
      }
    });
  });
}

void convolve(const Convolution& of) {
  if (of.shape.inputs * of.shape.outputs <= kSmallWeights)
    convolveNear(of);
  else
    convolveInBlocks(of);
}

/// The parts into which the positions of a pair of panels are divided for threads to have enough of them.
std::int64_t positionParts(std::int64_t positions, std::int64_t pairs, int threads) {
  std::int64_t parts = 1;
  while (parts < positions && (positions % parts != 0 || pairs * parts < 2 * threads)) ++parts;
  return parts;
}

struct WeightGradient {
  const WinogradRun& run;
  const WinogradShape& shape;
  const float *x, *dy;
  float* dw;

  const WinogradScheme& scheme() const { return schemeOf(run, shape); }
  std::int64_t inputPanels() const { return shape.inputs / kPanel; }
  std::int64_t outputPanels() const { return shape.outputs / kPanel; }
  std::int64_t pairs() const { return inputPanels() * outputPanels(); }
  /// Floats of the sums of a pair of panels.
  std::int64_t sumsOfPair() const { return scheme().positions * kPanel * kPanel; }
  WinogradLayout layout(std::int64_t groups) const {
    const std::int64_t position = groups * kGroup * kPanel + kOffBeat;
    return {.position = position, .group = kGroup * kPanel, .panel = scheme().positions * position};
  }
  void transform(std::int64_t first, std::int64_t count, const WinogradLayout& layout, float* inputs,
                 float* gradients) const {
    scheme().inputs(x, inputMaps(shape), first, count, layout, inputs);
    scheme().gradients(dy, outputMaps(shape), first, count, layout, gradients);
  }
  /// Of positions [first, first + count) of a pair, for `groups` groups.
  void addSums(std::int64_t pair, std::int64_t first, std::int64_t count, std::int64_t groups,
               const WinogradLayout& layout, const float* inputs, const float* gradients, float* sums) const {
    run.kernels.weightSums(gradients + pair / inputPanels() * layout.panel + first * layout.position, layout,
                           inputs + pair % inputPanels() * layout.panel + first * layout.position, layout,
                           groups, count, sums);
  }
  void finish(std::int64_t pair, const float* sums) const {
    scheme().weightGradient(sums, shape.inputs, pair / inputPanels(), pair % inputPanels(), dw);
  }

  void inSlices() const;
  void inBlocks() const;
};

/// With few weights: slices of the tiles have sums of their own and pass through a core's own cache, a few
/// tiles at a time.
void WeightGradient::inSlices() const {
  const std::int64_t tiles = tilesOf(shape),
                     slices = std::clamp(tiles / kTilesOfSlice, std::int64_t{1}, kMostSlices),
                     tilesOfSlice = quotientUp(quotientUp(tiles, slices), kGroup) * kGroup,
                     channels = shape.inputs + shape.outputs,
                     groups =
                         std::max<std::int64_t>(1, kNearFloats / (scheme().positions * kGroup * channels)),
                     floats = pairs() * sumsOfPair();
  float* const sums = scratch(Scratch::Sums, slices * floats);
  run.parallel(slices, 1, [&](std::int64_t begin, std::int64_t end) {
    const WinogradLayout at = layout(groups);
    float* const inputs = scratch(Scratch::OwnTiles, (inputPanels() + outputPanels()) * at.panel);
    float* const gradients = inputs + inputPanels() * at.panel;
    for (std::int64_t slice = begin; slice < end; ++slice) {
      std::fill_n(sums + slice * floats, floats, 0.0f);
      const std::int64_t last = std::min((slice + 1) * tilesOfSlice, tiles);
      for (std::int64_t first = slice * tilesOfSlice; first < last; first += groups * kGroup) {
        const std::int64_t count = std::min(groups * kGroup, last - first);
        transform(first, count, at, inputs, gradients);
        for (std::int64_t pair = 0; pair < pairs(); ++pair)
          addSums(pair, 0, scheme().positions, quotientUp(count, kGroup), at, inputs, gradients,
                  sums + slice * floats + pair * sumsOfPair());
      }
    }
  });
  run.parallel(pairs(), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t pair = begin; pair < end; ++pair) {
      float* const sum = sums + pair * sumsOfPair();
      for (std::int64_t slice = 1; slice < slices; ++slice) {
        const float* const more = sum + slice * floats;
        for (std::int64_t i = 0; i < sumsOfPair(); ++i) sum[i] += more[i];
      }
      finish(pair, sum);
    }
  });
}

/// With many weights: all tiles of a block are transformed before pairs of panels are taken.
void WeightGradient::inBlocks() const {
  // Sums are read and written once for each block, so that a block's tiles may take as much memory as they.
  const std::int64_t channels = shape.inputs + shape.outputs;
  const Blocks blocks(shape, std::max(kBlockFloats / (scheme().positions * channels),
                                      shape.inputs * shape.outputs / channels));
  const WinogradLayout at = layout(blocks.groups);
  const std::int64_t parts = positionParts(scheme().positions, pairs(), run.threads),
                     positions = scheme().positions / parts;
  float* const inputs = scratch(Scratch::Inputs, inputPanels() * at.panel);
  float* const gradients = scratch(Scratch::Gradients, outputPanels() * at.panel);
  // Of one block that is not divided, a pair's sums are done with at once and need no memory of their own.
  const bool atOnce = blocks.groups * kGroup >= blocks.tiles && parts == 1;
  float* const all = atOnce ? nullptr : scratch(Scratch::Sums, pairs() * sumsOfPair());

  blocks.forEach([&](std::int64_t first, std::int64_t count) {
    const std::int64_t groups = quotientUp(count, kGroup);
    run.parallel(groups, 1, [&](std::int64_t begin, std::int64_t end) {
      transform(first + begin * kGroup, std::min(end * kGroup, count) - begin * kGroup, at,
                inputs + begin * at.group, gradients + begin * at.group);
    });
    run.parallel(pairs() * parts, 1, [&](std::int64_t begin, std::int64_t end) {
      float* const own = atOnce ? scratch(Scratch::OwnSums, sumsOfPair()) : nullptr;
      for (std::int64_t item = begin; item < end; ++item) {
        const std::int64_t pair = item / parts, position = item % parts * positions;
        float* const sums = atOnce ? own : all + pair * sumsOfPair() + position * kPanel * kPanel;
        if (first == 0) std::fill_n(sums, positions * kPanel * kPanel, 0.0f);
        addSums(pair, position, positions, groups, at, inputs, gradients, sums);
        if (parts == 1 && first + count == blocks.tiles) finish(pair, sums);
      }
    });
  });
  if (parts == 1) return;
  run.parallel(pairs(), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t pair = begin; pair < end; ++pair) finish(pair, all + pair * sumsOfPair());
  });
}

}  // namespace

bool worthWinograd(const WinogradShape& shape) {
  if (shape.inputs < kPanel || shape.outputs < kPanel || shape.inputs % kPanel != 0 ||
      shape.outputs % kPanel != 0)
    return false;
  const std::int64_t tiles = tilesOf(shape);
  return 2 * shape.images * shape.outputHeight() * shape.outputWidth() > tiles * kTileSide * kTileSide &&
         tiles >= (shape.stride == 1 ? kLeastTiles / 2 : kLeastTiles);
}

void winogradConvolution(const WinogradRun& run, const WinogradShape& shape, const float* x,
                         const float* weight, float* y) {
  const WinogradScheme& scheme = schemeOf(run, shape);
  convolve({run, shape, inputMaps(shape), outputMaps(shape), scheme.inputs, scheme.outputs, x,
            [&](std::int64_t panel, std::int64_t stride, float* to) {
              scheme.weights(weight, shape.inputs, panel, stride, to);
            },
            y});
}

void winogradInputGradient(const WinogradRun& run, const WinogradShape& shape, const float* dy,
                           const float* weight, float* dx) {
  const WinogradScheme& scheme = schemeOf(run, shape);
  convolve({run, shape, outputMaps(shape), inputMaps(shape), scheme.turnedInputs, scheme.inputGradients, dy,
            [&](std::int64_t panel, std::int64_t stride, float* to) {
              scheme.turnedWeights(weight, shape.outputs, shape.inputs, panel, stride, to);
            },
            dx});
}

void winogradWeightGradient(const WinogradRun& run, const WinogradShape& shape, const float* x,
                            const float* dy, float* dw) {
  const WeightGradient of{run, shape, x, dy, dw};
  if (shape.inputs * shape.outputs <= kSlicedWeights)
    of.inSlices();
  else
    of.inBlocks();
}

}  // namespace skewscope::nn
