#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>

#include "core/cuda/device_array.h"
#include "core/cuda/driver.h"

namespace skewscope::cuda {

/// A test that needs a GPU: it is skipped where there is none, and fails there if $SKEWSCOPE_REQUIRE_GPU is
/// set.
class DeviceTest : public testing::Test {
 protected:
  void SetUp() override {
    const Driver driver = findDriver();
    std::string problem = driver.problem;
    if (problem.empty() && !driver.newEnough()) problem = "The NVIDIA driver is older than CUDA 13.";
    if (problem.empty() && !driver.devices[0].usable()) problem = driver.devices[0].name + " is too old.";
    if (problem.empty()) return;
    if (std::getenv("SKEWSCOPE_REQUIRE_GPU")) {
      FAIL() << problem;
    } else {
      GTEST_SKIP() << problem;
    }
  }
};

/// `usual`, or `small` where $SKEWSCOPE_SMALL_GPU_TESTS is set: compute-sanitizer takes a hundred times as
/// long.
inline std::int64_t testSize(std::int64_t usual, std::int64_t small) {
  return std::getenv("SKEWSCOPE_SMALL_GPU_TESTS") ? small : usual;
}

/// A stream that does not wait for the default one.
class Stream {
 public:
  Stream() { require(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "making a stream"); }
  ~Stream() { cudaStreamDestroy(stream_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  cudaStream_t get() const { return stream_; }
  /// Waits for everything that was launched on it.
  void finish() const { require(cudaStreamSynchronize(stream_), "waiting for a stream"); }

 private:
  cudaStream_t stream_ = nullptr;
};

/// Work that was captured as a CUDA graph, to be launched again and again.
class Graph {
 public:
  explicit Graph(const std::function<void(cudaStream_t)>& work) {
    require(cudaStreamBeginCapture(stream_.get(), cudaStreamCaptureModeThreadLocal), "beginning a capture");
    work(stream_.get());
    cudaGraph_t graph = nullptr;
    require(cudaStreamEndCapture(stream_.get(), &graph), "ending a capture");
    require(cudaGraphInstantiate(&executable_, graph, 0), "making a graph");
    require(cudaGraphDestroy(graph), "dropping the recipe of a graph");
  }
  ~Graph() { cudaGraphExecDestroy(executable_); }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  /// Runs it once, to its end.
  void run() {
    require(cudaGraphLaunch(executable_, stream_.get()), "launching a graph");
    stream_.finish();
  }

 private:
  Stream stream_;
  cudaGraphExec_t executable_ = nullptr;
};

}  // namespace skewscope::cuda
