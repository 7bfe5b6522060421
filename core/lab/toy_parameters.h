#pragma once

#include <cstdint>

namespace skewscope::lab {

/// Settings of the three-class toy distribution (docs/methods/toy-model.md; Liu et al., ICLR 2022,
/// section 3.1).
struct ToyParameters {
  int dimension = 200;     ///< d >= 2
  int frequent1 = 400;     ///< n1 >= 1: points of class 1
  int frequent2 = 400;     ///< n2 >= 1: points of class 2
  int rare = 3;            ///< n3 >= 1: points of class 3
  double tau = 2.885;      ///< length of the frequent classes' second feature, >= 0; here d^(1/5)
  double rho = 0.3466;     ///< standard deviation of the noise in each direction, >= 0; here d^(-1/5)
  std::uint64_t seed = 1;  ///< of the sample

  bool operator==(const ToyParameters&) const = default;
};

/// The theorem's regime at dimension d (at least 2): rho = d^(-1/5), tau = d^(1/5), n3 = d^(1/5) rounded, and
/// n1 = n2 = 2 d for its "polynomially many".
ToyParameters theoremParameters(int dimension, std::uint64_t seed = 1);

/// Throws Error (Usage) that names the parameter if one is out of range, or if the sample would not fit into
/// kToyMaxValues numbers.
void requireValid(const ToyParameters& parameters);

/// Largest sample, points times dimensions: 480 MB.
constexpr std::int64_t kToyMaxValues = 60'000'000;

}  // namespace skewscope::lab
