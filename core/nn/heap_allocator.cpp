#include "core/nn/heap_allocator.h"

#include <c10/core/CPUAllocator.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>

namespace skewscope::nn {
namespace {

/// Of a cache, and of the widest vectors.
constexpr std::size_t kLine = 64;

void giveBack(void* data) {
  if (data != nullptr) std::free(static_cast<void**>(data)[-1]);
}

class HeapAllocator final : public c10::Allocator {
 public:
  c10::DataPtr allocate(std::size_t bytes) override {
    const c10::Device here(c10::DeviceType::CPU);
    if (bytes == 0) return {nullptr, nullptr, &giveBack, here};
    // malloc's addresses are multiples of 16: there is room for one before the next line.
    void* const block =
        bytes <= std::numeric_limits<std::size_t>::max() - kLine ? std::malloc(bytes + kLine) : nullptr;
    if (block == nullptr) throw std::bad_alloc();
    const std::size_t before = kLine - reinterpret_cast<std::uintptr_t>(block) % kLine;
    void* const data = static_cast<std::byte*>(block) + before;
    static_cast<void**>(data)[-1] = block;
    return {data, data, &giveBack, here};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &giveBack; }
  void copy_data(void* to, const void* from, std::size_t bytes) const override {
    default_copy_data(to, from, bytes);
  }
};

}  // namespace

void useHeapAllocator() {
  // Kept to the end of the process, as tensors in statics are.
  static const auto* const allocator = [] {
    auto* made = new HeapAllocator;
    c10::SetCPUAllocator(made, /*priority=*/1);
    return made;
  }();
  static_cast<void>(allocator);
}

}  // namespace skewscope::nn
