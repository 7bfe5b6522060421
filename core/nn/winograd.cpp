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

/// Weights (without the nine taps) that each core reads whole, transformed 4.7 MB at most and 11 MB with
/// stride 2, for every kLeastGroups groups of its tiles or more; and those of which it does so even where
/// there are too few groups for all threads to have as much to do.
constexpr std::int64_t kSmallWeights = 128 * 256, kTinyWeights = 64 * 64, kLeastGroups = 2;

/// Weights of a small gradient at most, tiles of a slice of it, groups that are taken together at least, and
/// its slices at most.
constexpr std::int64_t kSlicedWeights = 64 * 64, kTilesOfSlice = 64, kLeastGroupsOfSlice = 4,
                       kMostSlices = 16;

/// Tiles that a gradient of many weights takes all at once.
constexpr std::int64_t kFewTiles = 128;

/// Added to the floats between positions: numbers that are a power of two apart meet in a few lines of a
/// cache.
constexpr std::int64_t kOffBeat = kPanel;

/// What scratch of a thread is for. The thread that calls is a worker too, which has the slots of its own.
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
  WinogradPanels weightLayout() const {
    const std::int64_t position = (in.channels + 1) * kPanel;
    return {.position = position, .panel = positions() * position};
  }
  WinogradLayout layout(std::int64_t groups) const {
    return {.position = groups * kGroup * in.channels + kOffBeat,
            .group = kGroup * in.channels,
            .panel = kGroup * kPanel};
  }
  WinogradPanels sumLayout(std::int64_t groups) const {
    const std::int64_t position = groups * kGroup * kPanel + kOffBeat;
    return {.position = position, .panel = positions() * position};
  }
  /// Transformed weights for `count` panels from `panel` on.
  void makeWeights(std::int64_t panel, std::int64_t count, float* made) const {
    const WinogradPanels at = weightLayout();
    for (std::int64_t i = 0; i < count; ++i) weights(panel + i, at.position, made + i * at.panel);
  }
  /// Those panels of the tiles [first, first + tileCount) from their transformed inputs.
  void makePanels(std::int64_t panel, std::int64_t count, const float* madeWeights, const float* tiles,
                  const WinogradLayout& tilesAt, std::int64_t first, std::int64_t tileCount,
                  const WinogradPanels& sumsAt, float* sums) const {
    run.kernels.products(tiles, tilesAt, madeWeights, weightLayout(), positions(), in.channels,
                         quotientUp(tileCount, kGroup), count, sumsAt, sums);
    for (std::int64_t i = 0; i < count; ++i)
      transformOutputs(sums + i * sumsAt.panel, sumsAt.position, out, first, tileCount, panel + i, to);
  }
};

/// With few weights: each thread takes a few tiles through all steps, which leave its own cache only as
/// outputs.
void convolveNear(const Convolution& of) {
  const std::int64_t tiles = tilesOf(of.shape), groups = quotientUp(tiles, kGroup),
                     positions = of.positions(), near = kNearFloats / (positions * kGroup * of.in.channels),
                     most = std::min(std::max(near, kLeastGroups), quotientUp(groups, of.run.threads)),
                     parts = quotientUp(groups, most), groupsOfPart = quotientUp(groups, parts),
                     atOnce = of.run.kernels.panelsAtOnce;
  const WinogradPanels weightsAt = of.weightLayout(), sumsAt = of.sumLayout(groupsOfPart);
  float* const weights = scratch(Scratch::Weights, of.panels() * weightsAt.panel);
  of.run.parallel(of.panels(), 1, [&](std::int64_t begin, std::int64_t end) {
    of.makeWeights(begin, end - begin, weights + begin * weightsAt.panel);
  });
  of.run.parallel(parts, 1, [&](std::int64_t begin, std::int64_t end) {
    const WinogradLayout layout = of.layout(groupsOfPart);
    float* const transformed = scratch(Scratch::OwnTiles, positions * layout.position);
    float* const sums = scratch(Scratch::OwnSums, atOnce * sumsAt.panel);
    for (std::int64_t part = begin; part < end; ++part) {
      const std::int64_t first = part * groupsOfPart * kGroup,
                         count = std::min(groupsOfPart * kGroup, tiles - first);
      if (count <= 0) break;
      of.transformInputs(of.from, of.in, first, count, layout, transformed);
      for (std::int64_t panel = 0; panel < of.panels(); panel += atOnce) {
        of.makePanels(panel, std::min(atOnce, of.panels() - panel), weights + panel * weightsAt.panel,
                      transformed, layout, first, count, sumsAt, sums);
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

  const std::int64_t atOnce = of.run.kernels.panelsAtOnce, sets = quotientUp(of.panels(), atOnce);
  const std::int64_t parts = partsOfBlock(blocks.groups, sets, atOnce * positions, of.run.threads);
  const std::int64_t groupsOfPart = quotientUp(blocks.groups, parts);
  const WinogradPanels weightsAt = of.weightLayout(), sumsAt = of.sumLayout(groupsOfPart);

  blocks.forEach([&](std::int64_t first, std::int64_t count) {
    const std::int64_t groups = quotientUp(count, kGroup);
    of.run.parallel(groups, 1, [&](std::int64_t begin, std::int64_t end) {
      of.transformInputs(of.from, of.in, first + begin * kGroup,
                         std::min(end * kGroup, count) - begin * kGroup, layout,
                         tiles + begin * layout.group);
    });
    of.run.parallel(sets * parts, 1, [&](std::int64_t begin, std::int64_t end) {
      float* const weights = scratch(Scratch::OwnWeights, atOnce * weightsAt.panel);
      float* const sums = scratch(Scratch::OwnSums, atOnce * sumsAt.panel);
      std::int64_t made = -1;
      for (std::int64_t item = begin; item < end; ++item) {
        const std::int64_t set = item / parts, group = item % parts * groupsOfPart,
                           here = std::min(groupsOfPart, groups - group), panel = set * atOnce,
                           panels = std::min(atOnce, of.panels() - panel);
        if (here <= 0) continue;
        if (set != made) of.makeWeights(panel, panels, weights);
        made = set;
        of.makePanels(panel, panels, weights, tiles + group * layout.group, layout, first + group * kGroup,
                      std::min(here * kGroup, count - group * kGroup), sumsAt, sums);
      }
    });
  });
}

void convolve(const Convolution& of) {
  const std::int64_t weights = of.shape.inputs * of.shape.outputs,
                     groups = quotientUp(tilesOf(of.shape), kGroup);
  if (weights <= kTinyWeights || (weights <= kSmallWeights && groups >= 2 * kLeastGroups * of.run.threads))
    convolveNear(of);
  else
    convolveInBlocks(of);
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
  WinogradLayout layout(std::int64_t groups) const {
    const std::int64_t position = groups * kGroup * kPanel + kOffBeat;
    return {.position = position, .group = kGroup * kPanel, .panel = scheme().positions * position};
  }
  /// Sums of `pairs` pairs of panels.
  static WinogradPanels sumLayout(std::int64_t pairs) {
    return {.position = pairs * kPanel * kPanel + kOffBeat, .panel = kPanel * kPanel};
  }
  void transform(std::int64_t first, std::int64_t count, const WinogradLayout& layout, float* inputs,
                 float* gradients) const {
    scheme().inputs(x, inputMaps(shape), first, count, layout, inputs);
    scheme().gradients(dy, outputMaps(shape), first, count, layout, gradients);
  }
  void finish(std::int64_t pair, const float* sums, std::int64_t stride) const {
    scheme().weightGradient(sums, stride, shape.inputs, pair / inputPanels(), pair % inputPanels(), dw);
  }

  void inSlices() const;
  void inBlocks() const;
  void atOnce() const;
};

/// With few weights: slices of the tiles have sums of their own and pass through a core's own cache, a few
/// tiles at a time.
void WeightGradient::inSlices() const {
  const std::int64_t tiles = tilesOf(shape), channels = shape.inputs + shape.outputs;
  const WinogradPanels sumsAt = sumLayout(pairs());
  const std::int64_t floats = scheme().positions * sumsAt.position,
                     slices = std::clamp(tiles / kTilesOfSlice, std::int64_t{1}, kMostSlices),
                     tilesOfSlice = quotientUp(quotientUp(tiles, slices), kGroup) * kGroup,
                     groups = std::max(kLeastGroupsOfSlice,
                                       kNearFloats / (scheme().positions * kGroup * channels));
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
        run.kernels.weightSums(gradients, at, outputPanels(), inputs, at, inputPanels(),
                               quotientUp(count, kGroup), scheme().positions, sumsAt, sums + slice * floats);
      }
    }
  });
  run.parallel(pairs(), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t slice = 1; slice < slices; ++slice) {
      for (std::int64_t position = 0; position < scheme().positions; ++position) {
        float* const sum = sums + position * sumsAt.position;
        const float* const more = sum + slice * floats;
        for (std::int64_t i = begin * sumsAt.panel; i < end * sumsAt.panel; ++i) sum[i] += more[i];
      }
    }
    for (std::int64_t pair = begin; pair < end; ++pair)
      finish(pair, sums + pair * sumsAt.panel, sumsAt.position);
  });
}

/// All tiles of a block are transformed before sums are taken, position by position.
void WeightGradient::inBlocks() const {
  // Sums are read and written once for each block, so that a block's tiles may take as much memory as they.
  const std::int64_t channels = shape.inputs + shape.outputs;
  const Blocks blocks(shape, std::max(kBlockFloats / (scheme().positions * channels),
                                      shape.inputs * shape.outputs / channels));
  const WinogradLayout at = layout(blocks.groups);
  const WinogradPanels sumsAt = sumLayout(pairs());
  float* const inputs = scratch(Scratch::Inputs, inputPanels() * at.panel);
  float* const gradients = scratch(Scratch::Gradients, outputPanels() * at.panel);
  float* const sums = scratch(Scratch::Sums, scheme().positions * sumsAt.position);

  blocks.forEach([&](std::int64_t first, std::int64_t count) {
    const std::int64_t groups = quotientUp(count, kGroup);
    run.parallel(groups, 1, [&](std::int64_t begin, std::int64_t end) {
      transform(first + begin * kGroup, std::min(end * kGroup, count) - begin * kGroup, at,
                inputs + begin * at.group, gradients + begin * at.group);
    });
    run.parallel(scheme().positions * outputPanels(), 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t item = begin; item < end; ++item) {
        const std::int64_t position = item / outputPanels(), panel = item % outputPanels();
        float* const to = sums + position * sumsAt.position + panel * inputPanels() * sumsAt.panel;
        if (first == 0) std::fill_n(to, inputPanels() * sumsAt.panel, 0.0f);
        run.kernels.weightSums(gradients + panel * at.panel + position * at.position, at, 1,
                               inputs + position * at.position, at, inputPanels(), groups, 1, sumsAt, to);
      }
    });
  });
  run.parallel(pairs(), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t pair = begin; pair < end; ++pair)
      finish(pair, sums + pair * sumsAt.panel, sumsAt.position);
  });
}

/// With few tiles beside many weights: the sums of a few panels of outputs and inputs are made of all tiles
/// and done with, so that those of all weights are never in memory.
void WeightGradient::atOnce() const {
  const std::int64_t tiles = tilesOf(shape), groups = quotientUp(tiles, kGroup),
                     positions = scheme().positions;
  const WinogradLayout at = layout(groups);
  float* const inputs = scratch(Scratch::Inputs, inputPanels() * at.panel);
  float* const gradients = scratch(Scratch::Gradients, outputPanels() * at.panel);
  run.parallel(groups, 1, [&](std::int64_t begin, std::int64_t end) {
    transform(begin * kGroup, std::min(end * kGroup, tiles) - begin * kGroup, at, inputs + begin * at.group,
              gradients + begin * at.group);
  });
  // As many as leave each thread a few sets, which are of equal size but for the last.
  std::int64_t side = 4;
  const auto setsOf = [&](std::int64_t panels) { return quotientUp(panels, side); };
  while (side > 1 && setsOf(outputPanels()) * setsOf(inputPanels()) < 2 * run.threads) side /= 2;
  const std::int64_t inputSets = setsOf(inputPanels()), outputSets = setsOf(outputPanels()),
                     inputsOfSet = quotientUp(inputPanels(), inputSets),
                     outputsOfSet = quotientUp(outputPanels(), outputSets);
  const WinogradPanels sumsAt = sumLayout(inputsOfSet * outputsOfSet);
  run.parallel(outputSets * inputSets, 1, [&](std::int64_t begin, std::int64_t end) {
    float* const sums = scratch(Scratch::OwnSums, positions * sumsAt.position);
    for (std::int64_t item = begin; item < end; ++item) {
      const std::int64_t output = item / inputSets * outputsOfSet, input = item % inputSets * inputsOfSet,
                         outputs = std::min(outputsOfSet, outputPanels() - output),
                         panels = std::min(inputsOfSet, inputPanels() - input);
      if (outputs <= 0 || panels <= 0) continue;
      std::fill_n(sums, positions * sumsAt.position, 0.0f);
      run.kernels.weightSums(gradients + output * at.panel, at, outputs, inputs + input * at.panel, at,
                             panels, groups, positions, sumsAt, sums);
      for (std::int64_t i = 0; i < outputs * panels; ++i)
        finish((output + i / panels) * inputPanels() + input + i % panels, sums + i * sumsAt.panel,
               sumsAt.position);
    }
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
  else if (tilesOf(shape) <= kFewTiles)
    of.atOnce();
  else
    of.inBlocks();
}

}  // namespace skewscope::nn
