#pragma once

namespace skewscope::nn {

/// From now on LibTorch's tensors in the processor's memory, in this process, are taken from malloc with room
/// to align them. LibTorch asks glibc for aligned blocks, which cuts off what it does not need before and
/// behind: a block that is freed is then too small for the next tensor of the same size, and the heap grows
/// by every map of a backward pass. A full memory is std::bad_alloc. Further calls do nothing. Threads: call
/// from any.
void useHeapAllocator();

}  // namespace skewscope::nn
