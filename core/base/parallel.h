#pragma once

#include <cstdint>
#include <functional>

namespace skewscope {

/// Runs body(begin, end) over disjoint ranges that together are [0, count), possibly at once on several
/// threads, and returns when all are done. Ranges hold at least `grain` items but for the last. The engine
/// passes LibTorch's own threads here, so that augmentation and network never fight over cores.
using ParallelFor =
    std::function<void(std::int64_t count, std::int64_t grain,
                       const std::function<void(std::int64_t begin, std::int64_t end)>& body)>;

/// A ParallelFor that runs everything on the calling thread.
ParallelFor serialFor();

/// A ParallelFor that starts up to `threads` threads per call (1 or less: serialFor()). An exception of a
/// body is rethrown on the caller, the first one if several.
ParallelFor threadedFor(int threads);

}  // namespace skewscope
