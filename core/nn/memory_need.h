#pragma once

#include <cstdint>
#include <functional>

namespace skewscope::nn {

/// The memory of a GPU that a process claims before it computes there.
struct MemoryNeed {
  std::uint64_t bytes = 0;   ///< beside the data set; 0 in all: nothing is claimed, nor waited for
  std::uint64_t images = 0;  ///< bytes of the data set
  /// Called about once a second while no GPU has room. What it throws ends the wait. May be empty.
  std::function<void()> whileWaiting{};

  /// Bytes on a GPU of `memory` bytes: a data set that takes more than half of them does not go there
  /// (TrainingViews).
  std::uint64_t on(std::uint64_t memory) const { return bytes + (images <= memory / 2 ? images : 0); }
};

}  // namespace skewscope::nn
