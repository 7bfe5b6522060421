#pragma once

#include <cuda_runtime_api.h>

#include <bit>
#include <cstdint>

#include "core/base/host_device.h"

// The nearest rows of a bank for many queries, found tile by tile: the caller makes the similarities of all
// queries with some rows, a product of matrices, and each tile is merged into the lists of the queries.
namespace skewscope::cuda {

/// A row of the bank and its similarity in one number: larger is nearer, and of equal similarities the
/// earlier row is. 0 for no row: what a list is cleared with, and what a similarity makes that is not a
/// number.
SKEWSCOPE_HOST_DEVICE inline std::uint64_t neighbourOf(float similarity, std::int32_t row) {
  if (similarity != similarity) return 0;
  const auto bits = std::bit_cast<std::uint32_t>(similarity + 0.0f);  // -0 becomes 0
  const std::uint32_t ordered = bits & 0x80000000u ? ~bits : bits | 0x80000000u;
  return std::uint64_t{ordered} << 32 | ~static_cast<std::uint32_t>(row);
}

/// Of a neighbour that is there.
SKEWSCOPE_HOST_DEVICE inline std::int32_t rowOf(std::uint64_t neighbour) {
  return static_cast<std::int32_t>(~static_cast<std::uint32_t>(neighbour));
}
SKEWSCOPE_HOST_DEVICE inline float similarityOf(std::uint64_t neighbour) {
  const auto ordered = static_cast<std::uint32_t>(neighbour >> 32);
  return std::bit_cast<float>(ordered & 0x80000000u ? ordered & 0x7fffffffu : ~ordered);
}

/// One tile. Pointers are to device memory. What is captured in a graph keeps these pointers, sizes and
/// `firstRow`; similarities and lists are read anew.
struct NearestTask {
  /// Of more the lists do not fit into the memory of a block, and the launch is refused. The option knn_k
  /// goes to 10,000: for more than these the caller finds the neighbours on the processor.
  static constexpr int kMostNeighbours = 512;

  const float* similarities = nullptr;  ///< [queries][columns]
  int queries = 0;
  int columns = 0;                 ///< rows of the bank in this tile
  std::int32_t firstRow = 0;       ///< number of the tile's first row in the bank
  int neighbours = 0;              ///< 1 .. kMostNeighbours for each query
  std::uint64_t* lists = nullptr;  ///< [queries][neighbours], nearest first; all 0 before the first tile
};

/// Merges a tile into the lists. Returns CUDA's status of the launch; InvalidValue for sizes that make no
/// sense, rows beyond 2^31 - 1, and pointers that are missing.
cudaError_t launchMergeNearest(const NearestTask& task, cudaStream_t stream);

}  // namespace skewscope::cuda
