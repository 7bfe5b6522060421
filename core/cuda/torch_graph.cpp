#include "core/cuda/torch_graph.h"

#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <string>

namespace {

using at::cuda::CUDAGraph;

void write(const std::string& text, char* sentence, std::size_t size) {
  if (size == 0) return;
  const std::size_t length = std::min(text.size(), size - 1);
  std::memcpy(sentence, text.data(), length);
  sentence[length] = 0;
}

/// What a function of the table returns for `work`.
template <typename Work>
std::int32_t guarded(char* sentence, std::size_t size, const Work& work) {
  try {
    work();
    return 0;
  } catch (const c10::Error& error) {
    write(error.what_without_backtrace(), sentence, size);
  } catch (const std::exception& error) {
    write(error.what(), sentence, size);
  }
  return 1;
}

CUDAGraph* of(void* graph) {
  return static_cast<CUDAGraph*>(graph);
}

std::int32_t begin(void** graph, char* sentence, std::size_t size) {
  return guarded(sentence, size, [&] {
    c10::cuda::CUDACachingAllocator::emptyCache();
    auto made = std::make_unique<CUDAGraph>();
    made->capture_begin();
    *graph = made.release();
  });
}

std::int32_t end(void* graph, char* sentence, std::size_t size) {
  return guarded(sentence, size, [&] { of(graph)->capture_end(); });
}

void abandon(void* graph) {
  const auto device = c10::cuda::current_device();
  try {
    of(graph)->capture_end();
  } catch (const std::exception&) {
    // Where what was recorded cannot be a graph, LibTorch leaves its allocator at the graph's memory.
    try {
      c10::cuda::CUDACachingAllocator::endAllocateToPool(device, of(graph)->pool());
    } catch (const std::exception&) {
      return;  // nothing is left to be ended
    }
  }
}

std::int32_t replay(void* graph, char* sentence, std::size_t size) {
  return guarded(sentence, size, [&] { of(graph)->replay(); });
}

void release(void* graph) {
  const std::unique_ptr<CUDAGraph> owner(of(graph));
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const SkewscopeTorchGraphs* skewscopeTorchGraphs();
const SkewscopeTorchGraphs* skewscopeTorchGraphs() {
  static constexpr SkewscopeTorchGraphs kTable{
      skewscope::cuda::kGraphsVersion, begin, end, abandon, replay, release};
  return &kTable;
}
