#include "core/base/heap.h"

#include <malloc.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>

namespace skewscope {
namespace {

/// Whether addresses cost nothing as long as they are not used. Where the heap cannot grow, malloc leaves it
/// for good.
bool addressesAreFree() {
  for (const auto resource : {RLIMIT_AS, RLIMIT_DATA}) {
    rlimit limit{};
    if (::getrlimit(resource, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY) return false;
  }
  constexpr int kAllIsPromised = 2;
  int overcommit = kAllIsPromised;
  std::ifstream("/proc/sys/vm/overcommit_memory") >> overcommit;
  return overcommit != kAllIsPromised;
}

}  // namespace

void keepHeap() {
  constexpr int kLargestInHeap = 1 << 30, kNever = -1;
  ::mallopt(M_MMAP_THRESHOLD, kLargestInHeap);
  ::mallopt(M_TRIM_THRESHOLD, kNever);
  if (!addressesAreFree()) return;
  // Taken once and freed, these addresses are the heap's from then on.
  constexpr std::size_t kHeap = std::size_t{1000} << 20, kHugePage = std::size_t{2} << 20;
  void* const heap = std::malloc(kHeap);
  if (heap == nullptr) return;
  const std::size_t before = (kHugePage - reinterpret_cast<std::uintptr_t>(heap) % kHugePage) % kHugePage;
  // Refused by a system without huge pages, which then has small ones as ever.
  static_cast<void>(::madvise(static_cast<std::byte*>(heap) + before, kHeap - kHugePage, MADV_HUGEPAGE));
  std::free(heap);
}

}  // namespace skewscope
