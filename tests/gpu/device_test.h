#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "core/cuda/device_array.h"
#include "core/cuda/driver.h"
#include "core/cuda/step_scalars.h"

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

/// The bytes of values that are rounded to one of the network's types.
inline std::vector<std::uint8_t> encoded(const std::vector<float>& values, ValueType type) {
  std::vector<std::uint8_t> bytes(values.size() * static_cast<std::size_t>(bytesOf(type)));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (type == ValueType::Float32) {
      std::memcpy(bytes.data() + 4 * i, &values[i], 4);
    } else if (type == ValueType::Float16) {
      const __half value = __float2half_rn(values[i]);
      std::memcpy(bytes.data() + 2 * i, &value, 2);
    } else {
      const __nv_bfloat16 value = __float2bfloat16_rn(values[i]);
      std::memcpy(bytes.data() + 2 * i, &value, 2);
    }
  }
  return bytes;
}

/// The values that `bytes` encode.
inline std::vector<float> decoded(const std::vector<std::uint8_t>& bytes, ValueType type) {
  std::vector<float> values(bytes.size() / static_cast<std::size_t>(bytesOf(type)));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (type == ValueType::Float32) {
      std::memcpy(&values[i], bytes.data() + 4 * i, 4);
    } else if (type == ValueType::Float16) {
      __half value;
      std::memcpy(&value, bytes.data() + 2 * i, 2);
      values[i] = __half2float(value);
    } else {
      __nv_bfloat16 value;
      std::memcpy(&value, bytes.data() + 2 * i, 2);
      values[i] = __bfloat162float(value);
    }
  }
  return values;
}

/// Work that was captured as a CUDA graph, to be launched again and again.
class Graph {
 public:
  explicit Graph(const std::function<void(cudaStream_t)>& work) {
    require(cudaStreamCreate(&stream_), "making a stream");
    require(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal), "beginning a capture");
    work(stream_);
    cudaGraph_t graph = nullptr;
    require(cudaStreamEndCapture(stream_, &graph), "ending a capture");
    require(cudaGraphInstantiate(&executable_, graph, 0), "making a graph");
    require(cudaGraphDestroy(graph), "dropping the recipe of a graph");
  }
  ~Graph() {
    cudaGraphExecDestroy(executable_);
    cudaStreamDestroy(stream_);
  }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  /// Runs it once, to its end.
  void run() {
    require(cudaGraphLaunch(executable_, stream_), "launching a graph");
    require(cudaStreamSynchronize(stream_), "running a graph");
  }

 private:
  cudaStream_t stream_ = nullptr;
  cudaGraphExec_t executable_ = nullptr;
};

}  // namespace skewscope::cuda
