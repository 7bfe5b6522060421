#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>

#include "core/cuda/norm.h"
#include "core/cuda/reduction.h"

namespace skewscope::cuda {

/// How the values of batch normalisation are shared out: a block takes the rows of one slice and up to
/// kMostAcross groups of channels, and each of its threads one group in every lanes-th row. It depends on the
/// shape alone.
struct NormPlan {
  static constexpr int kRows = 4;  ///< rows that a thread has in flight, and that are summed in float32
  static constexpr int kMostAcross = 32;
  static constexpr int kMostBlocks = 512;  ///< of a view, unless one slice has more parts

  NormShape shape;
  int width = 0;   ///< channels of a group: 4, or 1 where 4 does not divide them
  int groups = 0;  ///< of a row
  int across = 0;  ///< groups of a block
  int lanes = 0;   ///< rows of a block side by side
  int parts = 0;   ///< blocks that share the rows of a slice
  int sliceRows = 0;
  int slices = 0;  ///< of a view

  explicit NormPlan(const NormShape& of) : shape(of) {
    if (of.views < 1 || of.channels < 1 || of.rows < 1 || of.rows > std::numeric_limits<int>::max() / 2)
      return;
    width = of.channels % 4 == 0 ? 4 : 1;
    groups = of.channels / width;
    parts = (groups - 1) / kMostAcross + 1;
    across = (groups - 1) / parts + 1;  // evenly: 33 groups are 17 and 16, and not 32 and 1
    lanes = kReductionThreads / across;
    const int rows = static_cast<int>(of.rows), unit = lanes * kRows;
    const int most = std::max(1, kMostBlocks / parts);
    sliceRows = ((rows + most - 1) / most + unit - 1) / unit * unit;
    slices = (rows - 1) / sliceRows + 1;
  }
  std::int64_t blocks() const { return std::int64_t{shape.views} * slices * parts; }
  /// Whether there is something to launch.
  bool sound() const { return slices > 0 && blocks() <= std::numeric_limits<int>::max(); }
  /// What a thread loads or stores at once.
  std::size_t groupBytes() const { return static_cast<std::size_t>(width * bytesOf(shape.type)); }
  /// Values of one sum of each slice and channel.
  SKEWSCOPE_HOST_DEVICE std::int64_t partialSums() const {
    return std::int64_t{shape.views} * slices * shape.channels;
  }
};

/// What one thread works on.
struct NormPlace {
  int view, slice, lane;
  int channel;         ///< the first of its group
  int rows;            ///< of its slice; 0 for a thread that has no channels
  std::int64_t first;  ///< where the value of its channel in the slice's first row is

  /// `number`: of the block.
  __device__ NormPlace(const NormPlan& plan, int number) {
    const int group = number % plan.parts * plan.across + static_cast<int>(threadIdx.x) % plan.across;
    slice = number / plan.parts % plan.slices;
    view = number / plan.parts / plan.slices;
    lane = static_cast<int>(threadIdx.x) / plan.across;
    channel = group * plan.width;
    const std::int64_t begin = std::int64_t{slice} * plan.sliceRows, left = plan.shape.rows - begin;
    rows = lane < plan.lanes && group < plan.groups
               ? static_cast<int>(left < plan.sliceRows ? left : plan.sliceRows)
               : 0;
    first = (view * plan.shape.rows + begin) * plan.shape.channels + channel;
  }

  /// visit(at, count) for each chunk of the thread's rows: where its first value is, and how many rows there
  /// are, 1 .. kRows, each plan.lanes after the one before.
  template <typename Visit>
  __device__ void forEachChunk(const NormPlan& plan, const Visit& visit) const {
    for (int row = lane; row < rows; row += NormPlan::kRows * plan.lanes) {
      const bool full = row + (NormPlan::kRows - 1) * plan.lanes < rows;
      visit(first + std::int64_t{row} * plan.shape.channels,
            full ? NormPlan::kRows : (rows - row + plan.lanes - 1) / plan.lanes);
    }
  }
};

}  // namespace skewscope::cuda
