#pragma once

#include <cstddef>
#include <cstdint>

// What libskewscope-cuda-graph.so offers to the engine: LibTorch's CUDA graphs, which only its CUDA library
// has, as a table of C functions. It is loaded after that library, whose symbols it takes.

extern "C" {

/// The library's functions, for the thread that calls them and its current device and stream of LibTorch,
/// which must not be the default stream. None of them throws. Those that return a number return 0 for
/// success; otherwise not 0, and write a sentence of at most size - 1 bytes, with a 0 at its end, that says
/// what is wrong.
struct SkewscopeTorchGraphs {
  std::int32_t version;  ///< kGraphsVersion of the library's build
  /// Gives memory that LibTorch keeps for later back to the device, and begins to record what is asked of the
  /// stream. `graph`: where the new graph goes; release() it, too, after end() or abandon(). `beside`: a
  /// graph whose memory it takes, too, with which it is never under way at once; null: memory of its own.
  std::int32_t (*begin)(void** graph, void* beside, char* sentence, std::size_t size);
  /// Ends it: the graph can be replayed.
  std::int32_t (*end)(void* graph, char* sentence, std::size_t size);
  /// Ends it without a use for what was recorded.
  void (*abandon)(void* graph);
  /// Asks the current stream to do all of it, and does not wait.
  std::int32_t (*replay)(void* graph, char* sentence, std::size_t size);
  /// Frees a graph and its memory. The device must have done it.
  void (*release)(void* graph);
};

}  // extern "C"

namespace skewscope::cuda {

/// Changes with SkewscopeTorchGraphs.
inline constexpr std::int32_t kGraphsVersion = 2;
/// The one symbol that the library exports: const SkewscopeTorchGraphs* skewscopeTorchGraphs(void).
inline constexpr const char* kGraphsSymbol = "skewscopeTorchGraphs";
/// The library's file name.
inline constexpr const char* kGraphsFile = "libskewscope-cuda-graph.so";

}  // namespace skewscope::cuda
