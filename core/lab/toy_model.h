#pragma once

#include <functional>
#include <limits>
#include <vector>

#include "core/lab/svm.h"
#include "core/lab/toy_data.h"

namespace skewscope::lab {

/// Lengths of the projections of the two true features, unit vectors, on the row space of learned weights: in
/// [0, 1], 1 if the feature can be read off the representation, 0 if nothing of it is there. NaN where
/// nothing was learned.
struct Projections {
  double e1 = std::numeric_limits<double>::quiet_NaN();
  double e2 = std::numeric_limits<double>::quiet_NaN();
};

/// Both solutions on one sample (docs/methods/toy-model.md).
struct ToyResult {
  /// Supervised: row space of the two-layer linear network's first layer, equal to that of the SVM matrix.
  Projections supervised;
  SvmStatus svmStatus = SvmStatus::RoundLimit;  ///< only Solved comes with supervised projections
  double svmGap = 1;                            ///< relative duality gap
  double svmMargin = 0;                         ///< smallest margin of the matrix with Frobenius norm 1
  int svmRank = 0;                              ///< dimension of the row space, at most 2
  int svmSupportPoints = 0;
  double svmNoise =
      0;  ///< part in [0, 1] of the rare class's mean margin over class 1 that its points' noise makes
  /// Self-supervised: span of the leading eigenvectors of the second moment.
  Projections selfSupervised;
  std::vector<double> eigenvalues;  ///< leading ones, and the next
  double eigenResidual = 0;         ///< relative to the largest eigenvalue
};

/// How the two problems are solved.
struct ToySolverOptions {
  int features = 2;            ///< m >= 1: width of the self-supervised representation
  double svmGap = 1e-10;       ///< relative duality gap that the SVM is solved to, > 0
  std::function<bool()> stop;  ///< asked now and then; true gives up. May be empty
};

/// Solves both problems on a sample of `parameters`. Deterministic; one thread. Throws Error (Usage) if a
/// parameter is out of range.
ToyResult solveToy(const ToyParameters& parameters, const ToySolverOptions& options = {});

/// Projections of the first two axes on the span of the rows of `weights` (k x d, d >= 2); singular values
/// below 1e-7 of the largest count as zero. `rank`, where given, gets the number of the others. NaN if all
/// are zero.
Projections rowSpaceProjections(const Eigen::MatrixXd& weights, int* rank = nullptr);

}  // namespace skewscope::lab
