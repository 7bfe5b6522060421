#include "core/nn/winograd.h"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <new>

namespace skewscope::nn {
namespace {

/// Floats of transformed tiles that stay in a core's own cache, and those that stay in the last one, beside
/// what else is needed there.
constexpr std::int64_t kNearFloats = 48 << 10, kBlockFloats = std::int64_t{1} << 20;

/// Tiles of a block at least: transformed weights are made anew for each. Groups of tiles whose sums stay in
/// a core's own cache.
constexpr std::int64_t kLeastTiles = 64, kGroupsOfSums = 16;

/// Weights (without the nine taps) that all of a core's tiles may meet one after the other: transformed, they
/// are at most 0.6 MB.
constexpr std::int64_t kSmallWeights = 64 * 64;

/// Tiles of a part of a small weight gradient, and its weights at most.
constexpr std::int64_t kTilesOfSlice = 256, kMostSlices = 16, kSlicedWeights = 32 * 32;

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

/// The tiles of a batch in blocks of equal size but for the last.
struct Blocks {
  Blocks(const WinogradShape& shape, std::int64_t channels)
      : tiles(shape.images * quotientUp(shape.height, kTileSide) * quotientUp(shape.width, kTileSide)) {
    const std::int64_t most = std::max(kLeastTiles, kBlockFloats / (kPositions * channels));
    groups = quotientUp(quotientUp(tiles, quotientUp(tiles, most)), kGroup);
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
  std::int64_t inputs, outputs;
  const float* from;
  const TransformWeights& weights;
  float* to;

  WinogradMaps in() const { return {shape.height, shape.width, inputs}; }
  WinogradMaps out() const { return {shape.height, shape.width, outputs}; }
  std::int64_t panels() const { return outputs / kPanel; }
  std::int64_t weightStride() const { return (inputs + 1) * kPanel; }
  WinogradLayout layout(std::int64_t groups) const {
    return {
        .position = groups * kGroup * inputs + kOffBeat, .group = kGroup * inputs, .panel = kGroup * kPanel};
  }
};

std::int64_t sumStride(std::int64_t groups) {
  return groups * kGroup * kPanel + kOffBeat;
}

/// With few weights: each thread takes a few tiles through all steps, which leave its own cache only as
/// outputs.
void convolveNear(const Convolution& of) {
  const std::int64_t tiles = Blocks(of.shape, of.inputs).tiles, groups = quotientUp(tiles, kGroup),
                     most = std::max<std::int64_t>(1, kNearFloats / (kPositions * kGroup * of.inputs)),
                     parts = quotientUp(groups, most), groupsOfPart = quotientUp(groups, parts),
                     stride = of.weightStride();
  float* const weights = scratch(Scratch::Weights, of.panels() * kPositions * stride);
  of.run.parallel(of.panels(), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t panel = begin; panel < end; ++panel)
      of.weights(panel, stride, weights + panel * kPositions * stride);
  });
  of.run.parallel(parts, 1, [&](std::int64_t begin, std::int64_t end) {
    const WinogradLayout layout = of.layout(groupsOfPart);
    float* const transformed = scratch(Scratch::OwnTiles, kPositions * layout.position);
    float* const sums = scratch(Scratch::OwnSums, kPositions * sumStride(groupsOfPart));
    for (std::int64_t part = begin; part < end; ++part) {
      const std::int64_t first = part * groupsOfPart * kGroup,
                         count = std::min(groupsOfPart * kGroup, tiles - first);
      if (count <= 0) break;
      of.run.kernels.inputs(of.from, of.in(), first, count, layout, transformed);
      for (std::int64_t panel = 0; panel < of.panels(); ++panel) {
        of.run.kernels.products(transformed, layout, weights + panel * kPositions * stride, stride, of.inputs,
                                quotientUp(count, kGroup), sumStride(groupsOfPart), sums);
        of.run.kernels.outputs(sums, sumStride(groupsOfPart), of.out(), first, count, panel, of.to);
      }
    }
  });
}

/// With many weights: those of a panel are transformed where they are used, for all tiles of a block.
void convolveInBlocks(const Convolution& of) {
  const Blocks blocks(of.shape, of.inputs);
  const WinogradLayout layout = of.layout(blocks.groups);
  float* const tiles = scratch(Scratch::Inputs, kPositions * layout.position);

  // Parts of a block, so that every thread has work and sums stay near it.
  const std::int64_t parts = std::min(blocks.groups, std::max(quotientUp(blocks.groups, kGroupsOfSums),
                                                              quotientUp(of.run.threads, of.panels())));
  const std::int64_t groupsOfPart = quotientUp(blocks.groups, parts), stride = of.weightStride();

  blocks.forEach([&](std::int64_t first, std::int64_t count) {
    const std::int64_t groups = quotientUp(count, kGroup);
    of.run.parallel(groups, 1, [&](std::int64_t begin, std::int64_t end) {
      of.run.kernels.inputs(of.from, of.in(), first + begin * kGroup,
                            std::min(end * kGroup, count) - begin * kGroup, layout,
                            tiles + begin * layout.group);
    });
    of.run.parallel(of.panels() * parts, 1, [&](std::int64_t begin, std::int64_t end) {
      float* const weights = scratch(Scratch::OwnWeights, kPositions * stride);
      float* const sums = scratch(Scratch::OwnSums, kPositions * sumStride(groupsOfPart));
      std::int64_t made = -1;
      for (std::int64_t item = begin; item < end; ++item) {
        const std::int64_t panel = item / parts, group = item % parts * groupsOfPart,
                           here = std::min(groupsOfPart, groups - group);
        if (here <= 0) continue;
        if (panel != made) of.weights(made = panel, stride, weights);
        of.run.kernels.products(tiles + group * layout.group, layout, weights, stride, of.inputs, here,
                                sumStride(groupsOfPart), sums);
        of.run.kernels.outputs(sums, sumStride(groupsOfPart), of.out(), first + group * kGroup,
                               std::min(here * kGroup, count - group * kGroup), panel, of.to);
      }
    });
  });
}

void convolve(const Convolution& of) {
  if (of.inputs * of.outputs <= kSmallWeights)
    convolveNear(of);
  else
    convolveInBlocks(of);
}

/// The parts into which the positions of a pair of panels are divided for threads to have enough of them.
std::int64_t positionParts(std::int64_t pairs, int threads) {
  std::int64_t parts = 1;
  while (parts < kPositions && (kPositions % parts != 0 || pairs * parts < 2 * threads)) ++parts;
  return parts;
}

/// Of two panels, all positions of the products.
constexpr std::int64_t kSumsOfPair = kPositions * kPanel * kPanel;

struct WeightGradient {
  const WinogradRun& run;
  const WinogradShape& shape;
  const float *x, *dy;
  float* dw;

  WinogradMaps in() const { return {shape.height, shape.width, shape.inputs}; }
  WinogradMaps out() const { return {shape.height, shape.width, shape.outputs}; }
  std::int64_t inputPanels() const { return shape.inputs / kPanel; }
  std::int64_t outputPanels() const { return shape.outputs / kPanel; }
  std::int64_t pairs() const { return inputPanels() * outputPanels(); }
  static WinogradLayout layout(std::int64_t groups) {
    const std::int64_t position = groups * kGroup * kPanel + kOffBeat;
    return {.position = position, .group = kGroup * kPanel, .panel = kPositions * position};
  }
  void transform(std::int64_t first, std::int64_t count, const WinogradLayout& layout, float* inputs,
                 float* gradients) const {
    run.kernels.inputs(x, in(), first, count, layout, inputs);
    run.kernels.gradients(dy, out(), first, count, layout, gradients);
  }
  /// Of positions [first, first + count) of a pair, for `groups` groups.
  void addSums(std::int64_t pair, std::int64_t first, std::int64_t count, std::int64_t groups,
               const WinogradLayout& layout, const float* inputs, const float* gradients, float* sums) const {
    run.kernels.weightSums(gradients + pair / inputPanels() * layout.panel + first * layout.position, layout,
                           inputs + pair % inputPanels() * layout.panel + first * layout.position, layout,
                           groups, count, sums);
  }
  void finish(std::int64_t pair, const float* sums) const {
    run.kernels.weightGradient(sums, shape.inputs, pair / inputPanels(), pair % inputPanels(), dw);
  }

  void inSlices() const;
  void inBlocks() const;
};

/// With few weights: slices of the tiles have sums of their own and pass through a core's own cache, a few
/// tiles at a time.
void WeightGradient::inSlices() const {
  const std::int64_t tiles = Blocks(shape, shape.inputs).tiles,
                     slices = std::clamp(tiles / kTilesOfSlice, std::int64_t{1}, kMostSlices),
                     tilesOfSlice = quotientUp(quotientUp(tiles, slices), kGroup) * kGroup,
                     channels = shape.inputs + shape.outputs,
                     groups = std::max<std::int64_t>(1, kNearFloats / (kPositions * kGroup * channels)),
                     floats = pairs() * kSumsOfPair;
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
          addSums(pair, 0, kPositions, quotientUp(count, kGroup), at, inputs, gradients,
                  sums + slice * floats + pair * kSumsOfPair);
      }
    }
  });
  run.parallel(pairs(), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t pair = begin; pair < end; ++pair) {
      float* const sum = sums + pair * kSumsOfPair;
      for (std::int64_t slice = 1; slice < slices; ++slice) {
        const float* const more = sum + slice * floats;
        for (std::int64_t i = 0; i < kSumsOfPair; ++i) sum[i] += more[i];
      }
      finish(pair, sum);
    }
  });
}

/// With many weights: all tiles of a block are transformed before pairs of panels are taken.
void WeightGradient::inBlocks() const {
  const Blocks blocks(shape, shape.inputs + shape.outputs);
  const WinogradLayout at = layout(blocks.groups);
  const std::int64_t parts = positionParts(pairs(), run.threads), positions = kPositions / parts;
  float* const inputs = scratch(Scratch::Inputs, inputPanels() * at.panel);
  float* const gradients = scratch(Scratch::Gradients, outputPanels() * at.panel);
  // Of one block that is not divided, a pair's sums are done with at once and need no memory of their own.
  const bool atOnce = blocks.groups * kGroup >= blocks.tiles && parts == 1;
  float* const all = atOnce ? nullptr : scratch(Scratch::Sums, pairs() * kSumsOfPair);

  blocks.forEach([&](std::int64_t first, std::int64_t count) {
    const std::int64_t groups = quotientUp(count, kGroup);
    run.parallel(groups, 1, [&](std::int64_t begin, std::int64_t end) {
      transform(first + begin * kGroup, std::min(end * kGroup, count) - begin * kGroup, at,
                inputs + begin * at.group, gradients + begin * at.group);
    });
    run.parallel(pairs() * parts, 1, [&](std::int64_t begin, std::int64_t end) {
      float* const own = atOnce ? scratch(Scratch::OwnSums, kSumsOfPair) : nullptr;
      for (std::int64_t item = begin; item < end; ++item) {
        const std::int64_t pair = item / parts, position = item % parts * positions;
        float* const sums = atOnce ? own : all + pair * kSumsOfPair + position * kPanel * kPanel;
        if (first == 0) std::fill_n(sums, positions * kPanel * kPanel, 0.0f);
        addSums(pair, position, positions, groups, at, inputs, gradients, sums);
        if (parts == 1 && first + count == blocks.tiles) finish(pair, sums);
      }
    });
  });
  if (parts == 1) return;
  run.parallel(pairs(), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t pair = begin; pair < end; ++pair) finish(pair, all + pair * kSumsOfPair);
  });
}

}  // namespace

bool worthWinograd(const WinogradShape& shape) {
  if (shape.inputs < kPanel || shape.outputs < kPanel || shape.inputs % kPanel != 0 ||
      shape.outputs % kPanel != 0)
    return false;
  const std::int64_t tiles = quotientUp(shape.height, kTileSide) * quotientUp(shape.width, kTileSide);
  return 2 * shape.height * shape.width > tiles * kTileSide * kTileSide &&
         shape.images * tiles >= kLeastTiles / 2;
}

void winogradConvolution(const WinogradRun& run, const WinogradShape& shape, const float* x,
                         const float* weight, float* y) {
  convolve({run, shape, shape.inputs, shape.outputs, x,
            [&](std::int64_t panel, std::int64_t stride, float* to) {
              run.kernels.weights(weight, shape.inputs, panel, stride, to);
            },
            y});
}

void winogradInputGradient(const WinogradRun& run, const WinogradShape& shape, const float* dy,
                           const float* weight, float* dx) {
  convolve({run, shape, shape.outputs, shape.inputs, dy,
            [&](std::int64_t panel, std::int64_t stride, float* to) {
              run.kernels.turnedWeights(weight, shape.outputs, shape.inputs, panel, stride, to);
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
