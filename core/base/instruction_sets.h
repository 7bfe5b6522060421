#pragma once

namespace skewscope {

/// Whether this processor runs the loops that are compiled for AVX2, those that have fused multiply-adds
/// besides, and those for AVX-512 (F, BW, DQ, VL).
/// False on processors of another kind.
inline bool runsAvx2() {
#ifdef __x86_64__
  return __builtin_cpu_supports("avx2");
#else
  return false;
#endif
}
inline bool runsFma() {
#ifdef __x86_64__
  return __builtin_cpu_supports("fma");
#else
  return false;
#endif
}
inline bool runsAvx512() {
#ifdef __x86_64__
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

}  // namespace skewscope
