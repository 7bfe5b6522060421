#pragma once

/// Marks an inline function that the processor and a CUDA device both run: `__host__ __device__` where nvcc
/// compiles it, nothing otherwise. Such a function calls only others of its kind, constexpr ones and the
/// functions of <cmath>.
#ifdef __CUDACC__
#define SKEWSCOPE_HOST_DEVICE __host__ __device__
#else
#define SKEWSCOPE_HOST_DEVICE
#endif
