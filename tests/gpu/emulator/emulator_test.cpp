// The emulated device itself: what it is to find, it finds.
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/cuda/device_array.h"
#include "core/cuda/value.cuh"

namespace skewscope::cuda {
namespace {

constexpr unsigned kThreads = 64, kBlocks = 6;

/// Each block writes its threads' numbers, last first.
template <bool Barrier>
__global__ void reversed(int* out) {
  __shared__ int numbers[kThreads];
  numbers[threadIdx.x] = -1;
  if (Barrier) __syncthreads();
  numbers[kThreads - 1 - threadIdx.x] = static_cast<int>(threadIdx.x);
  if (Barrier) __syncthreads();
  out[blockIdx.x * kThreads + threadIdx.x] = numbers[threadIdx.x];
}

template <typename Kernel>
std::vector<int> numbersFrom(Kernel kernel, std::size_t memory = 0) {
  DeviceArray<int> out(kBlocks * kThreads);
  require(launchKernel(kernel, kBlocks, kThreads, memory, nullptr, out.data()), "launching");
  return out.toHost();
}

bool areReversed(const std::vector<int>& numbers, unsigned block) {
  for (unsigned i = 0; i < kThreads; ++i) {
    if (numbers[block * kThreads + i] != static_cast<int>(kThreads - 1 - i)) return false;
  }
  return true;
}

TEST(EmulatedBlock, WaitsAtBarriers) {
  const auto numbers = numbersFrom(reversed<true>);
  for (unsigned block = 0; block < kBlocks; ++block) EXPECT_TRUE(areReversed(numbers, block)) << block;
}

TEST(EmulatedBlock, ShowsThatABarrierIsMissing) {
  const auto numbers = numbersFrom(reversed<false>);
  for (unsigned block = 0; block < kBlocks; ++block) EXPECT_FALSE(areReversed(numbers, block)) << block;
}

/// Each thread finds out how many began before it.
__global__ void turns(int* out) {
  __shared__ int count;
  out[blockIdx.x * kThreads + threadIdx.x] = count++;
}

TEST(EmulatedBlock, TakesTurnsForwardsBackwardsAndShuffled) {
  const auto numbers = numbersFrom(turns);
  int forwards = 0, backwards = 0;
  for (unsigned block = 0; block < kBlocks; ++block) {
    bool up = true, down = true;
    for (unsigned i = block * kThreads + 1; i < (block + 1) * kThreads; ++i) {
      up = up && numbers[i] == numbers[i - 1] + 1;
      down = down && numbers[i] == numbers[i - 1] - 1;
    }
    forwards += up;
    backwards += down;
  }
  EXPECT_EQ(forwards, static_cast<int>(kBlocks / 3));
  EXPECT_EQ(backwards, static_cast<int>(kBlocks / 3));
}

/// Threads whose number 3 divides take a place each; all write how many there were.
__global__ void takePlaces(int* out) {
  __shared__ int taken;
  if (threadIdx.x == 0) taken = 0;
  __syncthreads();
  const bool takes = threadIdx.x % 3 == 0;
  const int place = takes ? atomicAdd(&taken, 1) : 0;
  const int count = __syncthreads_count(takes) + 100 * __syncthreads_count(threadIdx.x > 1);
  out[blockIdx.x * kThreads + threadIdx.x] = 10000 * place + count;
}

TEST(EmulatedBlock, CountsAndHandsOutEachPlaceOnce) {
  const auto numbers = numbersFrom(takePlaces);
  for (unsigned block = 0; block < kBlocks; ++block) {
    std::vector<bool> given(22);
    for (unsigned i = 0; i < kThreads; ++i) {
      const int number = numbers[block * kThreads + i];
      EXPECT_EQ(number % 10000, 6222);
      const auto place = static_cast<std::size_t>(number / 10000);
      ASSERT_LT(place, given.size());
      if (i % 3 > 0) continue;
      EXPECT_FALSE(given[place]) << place;
      given[place] = true;
    }
  }
}

__global__ void halfWaits(int*) {
  if (threadIdx.x % 2 == 0) __syncthreads();
}

TEST(EmulatedBlockDeathTest, EndsWhereABarrierIsReachedByHalf) {
  EXPECT_DEATH(numbersFrom(halfWaits), "reached by 32 threads of 64");
}

TEST(EmulatedLaunch, ThatNoDeviceTakesIsRefused) {
  int* const none = nullptr;
  EXPECT_EQ(launchKernel(turns, 0, 1, 0, nullptr, none), cudaErrorInvalidConfiguration);
  EXPECT_EQ(launchKernel(turns, 1, 1025, 0, nullptr, none), cudaErrorInvalidConfiguration);
  EXPECT_EQ(launchKernel(turns, 1, 1, 48 * 1024 + 1, nullptr, none), cudaErrorInvalidValue);
}

TEST(EmulatedMemory, IsNotANumberBeforeItIsWritten) {
  float* memory = nullptr;
  ASSERT_EQ(cudaMalloc(reinterpret_cast<void**>(&memory), 4 * sizeof(float)), cudaSuccess);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(std::isnan(memory[i]));
  cudaFree(memory);
}

#ifdef __SANITIZE_ADDRESS__
__global__ void beyond(float* memory) {
  __syncthreads();
  if (threadIdx.x == 1) memory[4] = 1;
}
__global__ void beyondShared(float* memory) {
  memory[0] = launchedMemory<float>()[1];
}

TEST(EmulatedMemoryDeathTest, IsWatchedByAddressSanitizer) {
  DeviceArray<float> memory(4);
  EXPECT_DEATH(launchKernel(beyond, 1, 2, 0, nullptr, memory.data()), "heap-buffer-overflow");
  EXPECT_DEATH(launchKernel(beyondShared, 1, 2, 4, nullptr, memory.data()), "use-after-poison");
}
#endif

/// The value of a number with `mantissa` bits behind the point and the exponent's bias.
double valueOf(std::uint16_t bits, int mantissa, int bias) {
  const int exponent = (bits & 0x7fff) >> mantissa, rest = bits & ((1 << mantissa) - 1);
  const double magnitude = exponent == 0 ? std::ldexp(rest, 1 - bias - mantissa)
                                         : std::ldexp((1 << mantissa) + rest, exponent - bias - mantissa);
  return bits & 0x8000 ? -magnitude : magnitude;
}

/// Every value, the halves between neighbours, and the float32 next to those on both sides.
template <typename Value, typename Widen, typename Round>
void checkType(int mantissa, int bias, const Widen& widen, const Round& round) {
  const int infinity = 0x7fff - ((1 << mantissa) - 1);
  for (int i = 0; i < infinity; ++i) {
    for (const int sign : {0, 0x8000}) {
      const auto bits = static_cast<std::uint16_t>(sign | i), next = static_cast<std::uint16_t>(bits + 1);
      const float value = widen(Value{bits});
      ASSERT_EQ(static_cast<double>(value), valueOf(bits, mantissa, bias));
      ASSERT_EQ(round(value).bits, bits);
      const double between = (valueOf(bits, mantissa, bias) + valueOf(next, mantissa, bias)) / 2;
      const auto half = static_cast<float>(between);
      if (static_cast<double>(half) != between) continue;  // below the least float32
      ASSERT_EQ(round(half).bits, i % 2 == 0 ? bits : next) << half;
      ASSERT_EQ(round(std::nextafter(half, 0.0f)).bits, bits) << half;
      ASSERT_EQ(round(std::nextafter(half, sign ? -INFINITY : INFINITY)).bits, next) << half;
    }
  }
  EXPECT_EQ(round(INFINITY).bits, infinity);
  EXPECT_EQ(widen(Value{static_cast<std::uint16_t>(infinity)}), INFINITY);
  EXPECT_TRUE(std::isnan(widen(round(NAN))));
}

TEST(EmulatedTypes, RoundToTheNearestAndHalvesToEven) {
  checkType<__half>(10, 15, __half2float, __float2half_rn);
  checkType<__nv_bfloat16>(7, 127, __bfloat162float, __float2bfloat16_rn);
}

}  // namespace
}  // namespace skewscope::cuda
