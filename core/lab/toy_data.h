#pragma once

#include <Eigen/Core>
#include <vector>

#include "core/lab/toy_parameters.h"

namespace skewscope::lab {

/// A sample: points as columns, class 1's first, then class 2's, then class 3's.
struct ToySample {
  Eigen::MatrixXd points;   ///< d x n
  std::vector<int> labels;  ///< 0, 1, 2 for the classes 1, 2, 3
};

/// Draws a sample. With e1, e2 the first two axes (the noise is isotropic, so that any orthonormal pair gives
/// the same projections), q a fair coin and xi standard normal:
///   class 1: x = e1 - q tau e2 + rho xi;  class 2: x = -e1 - q tau e2 + rho xi;  class 3: x = e2 + rho xi.
/// q and xi of the i-th point of a class depend on seed, class and i alone, and coordinate k of xi not on d:
/// samples of other sizes, tau or rho share their draws, so that curves over them are smooth. Throws as
/// requireValid().
ToySample sampleToy(const ToyParameters& parameters);

}  // namespace skewscope::lab
