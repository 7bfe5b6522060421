#include "core/lab/spectrum.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"

namespace skewscope::lab {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kRank = 1e-12;       // eigenvalues below this part of the largest count as zero
constexpr double kResidual = 1e-11;   // of the iterative method, relative to the largest eigenvalue
constexpr Index kLargestBasis = 400;  // columns; beyond that a dense decomposition is the better choice
constexpr std::uint32_t kStartView = 0x8001;

MatrixXd times(const MatrixXd& points, const MatrixXd& v) {
  return points * (points.transpose() * v) / static_cast<double>(points.cols());
}

/// Turns all eigenpairs, smallest first, into the leading ones with their residuals.
Spectrum lead(const MatrixXd& points, const VectorXd& values, const MatrixXd& vectors, int count) {
  Spectrum result;
  const Index all = values.size();
  const double largest = values(all - 1);
  Index kept = 0;
  while (kept < std::min<Index>(count, all) && values(all - 1 - kept) > kRank * largest) ++kept;
  const Index known = std::min<Index>(all, kept + 1);
  result.values.resize(known);
  for (Index k = 0; k < known; ++k) result.values(k) = std::max(0.0, values(all - 1 - k));
  result.vectors.resize(vectors.rows(), kept);
  for (Index k = 0; k < kept; ++k) result.vectors.col(k) = vectors.col(all - 1 - k).normalized();
  if (kept > 0) {
    const MatrixXd error =
        times(points, result.vectors) - result.vectors * result.values.head(kept).asDiagonal();
    result.residual = error.colwise().norm().maxCoeff() / largest;
  }
  return result;
}

Spectrum dense(const MatrixXd& points, int count) {
  const double n = static_cast<double>(points.cols());
  if (points.rows() <= points.cols()) {
    MatrixXd moment = MatrixXd::Zero(points.rows(), points.rows());
    moment.selfadjointView<Eigen::Lower>().rankUpdate(points, 1 / n);
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(moment);
    const Index some = std::min<Index>(points.rows(), count + 1);
    return lead(points, solver.eigenvalues().tail(some), solver.eigenvectors().rightCols(some), count);
  }
  // The Gram matrix has the same eigenvalues but for zeros, and X u is the eigenvector.
  MatrixXd gram = MatrixXd::Zero(points.cols(), points.cols());
  gram.selfadjointView<Eigen::Lower>().rankUpdate(points.transpose(), 1 / n);
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(gram);
  const Index some = std::min<Index>(points.cols(), count + 1);
  const MatrixXd vectors = points * solver.eigenvectors().rightCols(some);
  return lead(points, solver.eigenvalues().tail(some), vectors, count);
}

/// What is left of `block` beside the orthonormal `basis`, orthonormalised; columns that vanish are dropped.
MatrixXd extend(const MatrixXd& basis, MatrixXd block) {
  const double before = block.colwise().norm().maxCoeff();
  for (int twice = 0; twice < 2; ++twice) block -= basis * (basis.transpose() * block);
  Eigen::ColPivHouseholderQR<MatrixXd> qr(block);
  Index rank = 0;
  while (rank < std::min(block.rows(), block.cols()) &&
         std::abs(qr.matrixQR()(rank, rank)) > 1e-13 * before) {
    ++rank;
  }
  MatrixXd fresh = qr.householderQ() * MatrixXd::Identity(block.rows(), rank);
  // Directions that were nearly in the basis lose their orthogonality to it when they are normalised.
  fresh -= basis * (basis.transpose() * fresh);
  for (Index k = 0; k < rank; ++k) fresh.col(k).normalize();
  return fresh;
}

bool iterate(const MatrixXd& points, int count, Spectrum& result) {
  const Index d = points.rows();
  MatrixXd start(d, count + 2);
  for (Index k = 0; k < start.cols(); ++k) {
    Random random({0, Purpose::Toy, 0, static_cast<std::uint32_t>(k), kStartView});
    for (Index i = 0; i < d; ++i) start(i, k) = random.normal();
  }
  MatrixXd basis(d, 0), images(d, 0);
  MatrixXd fresh = extend(basis, start);
  for (int step = 1; basis.cols() + fresh.cols() <= kLargestBasis; ++step) {
    const MatrixXd image = times(points, fresh);
    const Index old = basis.cols();
    basis.conservativeResize(Eigen::NoChange, old + fresh.cols());
    images.conservativeResize(Eigen::NoChange, old + fresh.cols());
    basis.rightCols(fresh.cols()) = fresh;
    images.rightCols(fresh.cols()) = image;
    fresh = extend(basis, image);
    const bool complete = fresh.cols() == 0;
    if (!complete && step % 4 != 0) continue;
    const MatrixXd small = basis.transpose() * images;
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(0.5 * (small + small.transpose()));
    const Index some = std::min<Index>(small.cols(), count + 1);
    result =
        lead(points, solver.eigenvalues().tail(some), basis * solver.eigenvectors().rightCols(some), count);
    if (complete || (result.residual <= kResidual && result.vectors.cols() == count)) {
      result.iterative = true;
      return result.residual <= kResidual;
    }
  }
  return false;
}

}  // namespace

Spectrum leadingSpectrum(const MatrixXd& points, int count, int denseLimit) {
  if (points.size() == 0 || !points.allFinite()) {
    throw Error(ErrorKind::Usage, "A spectrum needs points, all of them finite.");
  }
  if (count < 1) throw Error(ErrorKind::Usage, "A spectrum needs at least one eigenvector.");
  Spectrum result;
  if (std::min(points.rows(), points.cols()) > denseLimit && iterate(points, count, result)) return result;
  return dense(points, count);
}

}  // namespace skewscope::lab
