#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

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
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key);

/// The address of a stream of random numbers: a function of what it is for, never of what was drawn before.
struct RandomKey {
  std::uint64_t seed = 0;
  Purpose purpose = Purpose::Subset;
  std::uint32_t epoch = 0;
  std::uint32_t item = 0;  ///< image index, class, parameter number, ...
  std::uint32_t view = 0;  ///< which of several views or variants of the item (below 2^16)
};

/// Draws of one stream in order. Two Random objects with equal keys give equal draws. Cheap to construct.
class Random {
 public:
  explicit Random(const RandomKey& key);

  /// 32 uniform bits.
  std::uint32_t bits();
  /// Uniform in [0, 1), a multiple of 2^-24, exact in float.
  float uniform();
  /// Uniform in [low, high).
  float uniform(float low, float high) { return low + (high - low) * uniform(); }
  /// Uniform integer in [0, bound), bound >= 1, without modulo bias (Lemire's method).
  std::uint32_t below(std::uint32_t bound);
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
