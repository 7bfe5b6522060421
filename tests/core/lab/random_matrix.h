#pragma once

#include <Eigen/Core>
#include <Eigen/QR>

#include "core/base/random.h"

namespace skewscope::lab {

/// Standard normal entries that depend on `seed` alone.
inline Eigen::MatrixXd randomMatrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  Eigen::MatrixXd matrix(rows, columns);
  Random random({seed, Purpose::Toy, 7, 0, 0});
  for (Eigen::Index i = 0; i < matrix.size(); ++i) matrix(i) = random.normal();
  return matrix;
}

/// A random orthogonal matrix.
inline Eigen::MatrixXd randomRotation(Eigen::Index size, std::uint64_t seed) {
  return Eigen::HouseholderQR<Eigen::MatrixXd>(randomMatrix(size, size, seed)).householderQ();
}

}  // namespace skewscope::lab
