#pragma once

#include <Eigen/Core>

namespace skewscope::lab {

/// Leading part of the spectrum of an uncentred second moment.
struct Spectrum {
  Eigen::MatrixXd vectors;  ///< d x k, orthonormal: the leading eigenvectors, largest first
  Eigen::VectorXd values;   ///< k + 1 at most: their eigenvalues, and the next one where there is one (if
                            ///< iterative: a lower bound of it)
  double residual = 0;  ///< largest ||M v - lambda v|| over the vectors, relative to the largest eigenvalue
  bool iterative = false;  ///< found by a block Krylov method rather than a dense decomposition
};

/// The `count` leading eigenvectors (at least 1) of M = 1/n sum x x', the points being the columns of a d x n
/// matrix (not empty, finite). Fewer if M has a lower rank: eigenvalues below 1e-12 of the largest count as
/// zero. Dense where min(d, n) is at most `denseLimit`; else block Krylov with full reorthogonalisation until
/// every residual is below 1e-11 of the largest eigenvalue, and dense after all where that does not come
/// soon. Deterministic; one thread. Throws Error (Usage) if the points are empty or not finite, or if `count`
/// is below 1.
Spectrum leadingSpectrum(const Eigen::MatrixXd& points, int count, int denseLimit = 250);

}  // namespace skewscope::lab
