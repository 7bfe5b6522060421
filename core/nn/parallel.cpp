#include "core/nn/parallel.h"

#include <ATen/Parallel.h>

#ifndef _OPENMP
#error "at::parallel_for needs OpenMP here to run on more than one thread: -fopenmp in core/nn/CMakeLists.txt"
#endif

namespace skewscope::nn {

ParallelFor torchParallelFor() {
  return [](std::int64_t count, std::int64_t grain,
            const std::function<void(std::int64_t begin, std::int64_t end)>& body) {
    at::parallel_for(0, count, grain, body);
  };
}

}  // namespace skewscope::nn
