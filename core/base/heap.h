#pragma once

namespace skewscope {

/// From now on blocks of up to a gigabyte that the main thread frees stay in the process's heap until it
/// ends, and the first gigabyte of the heap is of huge pages where the system has them. For a process whose
/// tensors of a few megabytes come and go with every step: fresh memory costs a page fault for every 4 KB.
/// Where the process's memory is limited, pages stay small. Threads: call from the main thread, whose heap it
/// is.
void keepHeap();

}  // namespace skewscope
