#include "core/lab/toy_model.h"

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/lab/spectrum.h"

namespace skewscope::lab {
namespace {

constexpr double kRank = 1e-7;  // singular values below this part of the largest count as zero

/// Of an orthonormal basis, d x k.
Projections ofBasis(const Eigen::MatrixXd& basis) {
  if (basis.cols() == 0) return {};
  return {std::min(1.0, basis.row(0).norm()), std::min(1.0, basis.row(1).norm())};
}

/// How much of the rare points' mean margin over the first class is due to what is neither e1 nor e2 in them.
double noisePart(const Eigen::MatrixXd& weights, const ToySample& sample, int rare) {
  const Eigen::VectorXd direction = (weights.row(2) - weights.row(0)).transpose();
  const Eigen::VectorXd mean = sample.points.rightCols(rare).rowwise().mean();
  const double all = direction.dot(mean);
  const double noise = direction.tail(direction.size() - 2).dot(mean.tail(mean.size() - 2));
  return std::clamp(noise / all, 0.0, 1.0);
}

}  // namespace

Projections rowSpaceProjections(const Eigen::MatrixXd& weights, int* rank) {
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(weights.transpose(), Eigen::ComputeThinU);
  const auto& values = svd.singularValues();
  Eigen::Index kept = 0;
  while (kept < values.size() && values(kept) > kRank * values(0)) ++kept;
  if (rank != nullptr) *rank = static_cast<int>(kept);
  return ofBasis(svd.matrixU().leftCols(kept));
}

ToyResult solveToy(const ToyParameters& parameters, const ToySolverOptions& options) {
  if (options.features < 1) {
    throw Error(ErrorKind::Usage, "The self-supervised toy model needs at least one feature.");
  }
  const ToySample sample = sampleToy(parameters);
  ToyResult result;

  const Spectrum spectrum = leadingSpectrum(sample.points, options.features);
  result.selfSupervised = ofBasis(spectrum.vectors);
  result.eigenvalues.assign(spectrum.values.begin(), spectrum.values.end());
  result.eigenResidual = spectrum.residual;

  SvmOptions svm;
  svm.gap = options.svmGap;
  svm.seed = parameters.seed;
  svm.stop = options.stop;
  const SvmSolution solution = solveSvm(sample.points, sample.labels, 3, svm);
  result.svmStatus = solution.status;
  result.svmGap = solution.gap;
  result.svmMargin = solution.smallestMargin;
  result.svmSupportPoints = solution.supportPoints;
  if (solution.status == SvmStatus::Solved) {
    result.supervised = rowSpaceProjections(solution.weights, &result.svmRank);
    result.svmNoise = noisePart(solution.weights, sample, parameters.rare);
  }
  return result;
}

}  // namespace skewscope::lab
