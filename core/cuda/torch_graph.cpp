#include "core/cuda/torch_graph.h"

#include <ATen/core/CachingHostAllocator.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>

#include <exception>
#include <memory>
#include <string>

#include "core/cuda/sentence.h"

namespace {

using at::cuda::CUDAGraph;

/// What a function of the table returns for `work`.
template <typename Work>
std::int32_t guarded(char* sentence, std::size_t size, const Work& work) {
  return skewscope::cuda::sayingWhy(sentence, size, work, [](const std::exception& error) {
    const auto* torch = dynamic_cast<const c10::Error*>(&error);
    return std::string(torch ? torch->what_without_backtrace() : error.what());
  });
}

/// A graph, and the memory that it works on.
struct Graph {
  explicit Graph(const Graph* beside) : pool(beside ? beside->pool : at::cuda::graph_pool_handle()) {}
  at::cuda::MempoolId_t pool;
  c10::DeviceIndex device = c10::cuda::current_device();
  CUDAGraph graph;
};

Graph* of(void* graph) {
  return static_cast<Graph*>(graph);
}

/// Ends what LibTorch leaves open where a capture does not come to its end: its allocators stay at the
/// graph's memory, and ask a graph that is no more.
void closePool(const Graph& graph) {
  const auto attempt = [](const auto& call) {
    try {
      call();
    } catch (const std::exception&) {  // it was not open
    }
  };
  namespace allocator = c10::cuda::CUDACachingAllocator;
  attempt([&] { allocator::endAllocateToPool(graph.device, graph.pool); });
  attempt([&] { allocator::releasePool(graph.device, graph.pool); });
  at::HostAllocator* host = at::getHostAllocator(at::kCUDA);
  attempt([&] { host->end_allocate_to_pool(graph.pool); });
  attempt([&] { host->release_pool(graph.pool); });
}

std::int32_t begin(void** graph, void* beside, char* sentence, std::size_t size) {
  return guarded(sentence, size, [&] {
    c10::cuda::CUDACachingAllocator::emptyCache();
    auto made = std::make_unique<Graph>(of(beside));
    try {
      made->graph.capture_begin(made->pool);
    } catch (...) {
      closePool(*made);
      throw;
    }
    *graph = made.release();
  });
}

std::int32_t end(void* graph, char* sentence, std::size_t size) {
  return guarded(sentence, size, [&] { of(graph)->graph.capture_end(); });
}

void abandon(void* graph) {
  try {
    of(graph)->graph.capture_end();
    return;
  } catch (const std::exception&) {  // it has ended, or cannot be a graph
  }
  try {
    (void)of(graph)->graph.pool();  // says whether it has ended: then the graph gives its memory back itself
  } catch (const std::exception&) {
    closePool(*of(graph));
  }
}

std::int32_t replay(void* graph, char* sentence, std::size_t size) {
  return guarded(sentence, size, [&] { of(graph)->graph.replay(); });
}

void release(void* graph) {
  delete of(graph);
  // Its memory would stay with LibTorch, beside that of the steps that come next: other runs may need it.
  try {
    c10::cuda::CUDACachingAllocator::emptyCache();
  } catch (const std::exception&) {  // the device is lost; what is asked of it next says so
  }
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const SkewscopeTorchGraphs* skewscopeTorchGraphs();
const SkewscopeTorchGraphs* skewscopeTorchGraphs() {
  static constexpr SkewscopeTorchGraphs kTable{
      skewscope::cuda::kGraphsVersion, begin, end, abandon, replay, release};
  return &kTable;
}
