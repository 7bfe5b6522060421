#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/cuda/runtime.h"

namespace skewscope::cuda {

/// Memory of the current device, aligned to 256 bytes, for values of a trivial type. Filling and copying are
/// done on the default stream and are complete when the call returns, for work on any stream that is launched
/// afterwards. All functions throw Error (Resource) on failure.
template <typename T>
class DeviceArray {
 public:
  DeviceArray() = default;
  /// `size` values with all bits 0.
  explicit DeviceArray(std::size_t size) : DeviceArray(size, NotCleared()) {
    if (size_ == 0) return;
    require(cudaMemset(data_, 0, size * sizeof(T)), "clearing memory of the device");
    wait();  // cudaMemset returns before it is done
  }
  explicit DeviceArray(std::span<const T> values) : DeviceArray(values.size(), NotCleared()) {
    copyFrom(values);
  }
  explicit DeviceArray(const std::vector<T>& values) : DeviceArray(std::span<const T>(values)) {}
  ~DeviceArray() {
    if (data_) cudaFree(data_);
  }
  DeviceArray(DeviceArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  DeviceArray& operator=(DeviceArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }

  /// As many values as the array has.
  void copyFrom(std::span<const T> values) {
    if (values.size() != size_)
      require(cudaErrorInvalidValue, "copying another number of values than there is room for");
    if (size_ == 0) return;
    require(cudaMemcpy(data_, values.data(), size_ * sizeof(T), cudaMemcpyHostToDevice),
            "copying to the device");
    wait();  // from pageable memory cudaMemcpy may return with the values staged, not yet on the device
  }
  /// All values, when everything that was launched before is done; work on a stream that does not wait for
  /// the default one (cudaStreamNonBlocking) must have been waited for.
  std::vector<T> toHost() const {
    std::vector<T> values(size_);
    if (size_ > 0) {
      require(cudaMemcpy(values.data(), data_, size_ * sizeof(T), cudaMemcpyDeviceToHost),
              "copying from the device");
    }
    return values;
  }

 private:
  struct NotCleared {};
  /// The constructor that the public ones delegate to: where one of them throws, the memory is given back.
  DeviceArray(std::size_t size, NotCleared) : size_(size) {
    if (size == 0) return;
    require(cudaMalloc(reinterpret_cast<void**>(&data_), size * sizeof(T)), "taking memory of the device");
  }
  static void wait() { require(cudaStreamSynchronize(nullptr), "waiting for the device"); }

  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace skewscope::cuda
