#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/host_device.h"

namespace skewscope {

/// What a random number is drawn for. Part of every key, so that two uses never share draws.
enum class Purpose : std::uint32_t {
  Subset = 1,        ///< which images of a class enter a long-tailed subset
  Order = 2,         ///< order of the images in an epoch
  Augmentation = 3,  ///< one augmented view of one image
  Parameters = 4,    ///< initial network parameters
  Generator = 5,     ///< procedural images
  Split = 6,         ///< held-out splits of an image set
  Evaluation = 7,    ///< evaluation protocols (probes, sampling of pairs)
  Toy = 8,           ///< synthetic points
  Queue = 9,         ///< first keys of MoCo's queue
};

/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011): four
/// 32-bit words as a pure function of a 128-bit counter and a 64-bit key. The same on every thread, machine
/// and device.
SKEWSCOPE_HOST_DEVICE inline std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                                     std::array<std::uint32_t, 2> key) {
  constexpr std::uint32_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;
  constexpr std::uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{kMultiplier0} * counter[0];
    const std::uint64_t p1 = std::uint64_t{kMultiplier1} * counter[2];
    counter = {static_cast<std::uint32_t>(p1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(p1),
               static_cast<std::uint32_t>(p0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(p0)};
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  return counter;
}

/// The address of a stream of random numbers: a function of what it is for, never of what was drawn before.
struct RandomKey {
  std::uint64_t seed = 0;
  Purpose purpose = Purpose::Subset;
  std::uint32_t epoch = 0;
  std::uint32_t item = 0;  ///< image index, class, parameter number, ...
  std::uint32_t view = 0;  ///< which of several views or variants of the item (below 2^16)
};

/// Draws of one stream in order. Two Random objects with equal keys give equal draws, on a processor and on a
/// CUDA device. Cheap to construct.
class Random {
 public:
  SKEWSCOPE_HOST_DEVICE explicit Random(const RandomKey& key)
      : key_{static_cast<std::uint32_t>(key.seed), static_cast<std::uint32_t>(key.seed >> 32)},
        // Word 0 counts blocks within the stream; purpose and view share a word.
        counter_{0, key.item, key.epoch,
                 (static_cast<std::uint32_t>(key.purpose) << 16) | (key.view & 0xFFFFu)} {}

  /// 32 uniform bits.
  SKEWSCOPE_HOST_DEVICE std::uint32_t bits() {
    if (used_ == 4) {
      block_ = philox4x32(counter_, key_);
      ++counter_[0];
      used_ = 0;
    }
    return block_[static_cast<std::size_t>(used_++)];
  }
  /// Uniform in [0, 1), a multiple of 2^-24, exact in float.
  SKEWSCOPE_HOST_DEVICE float uniform() { return static_cast<float>(bits() >> 8) * 0x1p-24f; }
  /// Uniform in [low, high).
  SKEWSCOPE_HOST_DEVICE float uniform(float low, float high) { return low + (high - low) * uniform(); }
  /// Uniform integer in [0, bound), bound >= 1, without modulo bias (Lemire's method).
  SKEWSCOPE_HOST_DEVICE std::uint32_t below(std::uint32_t bound) {
    std::uint64_t product = std::uint64_t{bits()} * bound;
    if (static_cast<std::uint32_t>(product) < bound) {
      const std::uint32_t threshold = (0u - bound) % bound;
      while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{bits()} * bound;
    }
    return static_cast<std::uint32_t>(product >> 32);
  }
  /// Standard normal (Box-Muller). Uses libm: the same on one machine, not across C libraries.
  double normal();

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  int used_ = 4;
};

/// A uniformly random permutation of 0 .. n-1 (Fisher-Yates) from the stream of `key`.
std::vector<std::int64_t> permutation(std::int64_t n, const RandomKey& key);

}  // namespace skewscope
