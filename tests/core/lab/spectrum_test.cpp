#include "core/lab/spectrum.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>

#include "tests/core/base/expect_error.h"
#include "tests/core/lab/random_matrix.h"

namespace skewscope::lab {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Points whose second moment has the given eigenvalues, exactly, and eigenvectors the columns of `basis`.
MatrixXd pointsWith(const VectorXd& eigenvalues, const MatrixXd& basis, Index n, std::uint64_t seed) {
  const MatrixXd right = randomRotation(n, seed).leftCols(eigenvalues.size());
  const VectorXd singular = (eigenvalues * static_cast<double>(n)).cwiseSqrt();
  return basis.leftCols(eigenvalues.size()) * singular.asDiagonal() * right.transpose();
}

double sineBetween(const MatrixXd& a, const MatrixXd& b) {
  return (b - a * (a.transpose() * b)).norm();
}

TEST(Spectrum, FindsConstructedEigenvectorsOnEveryPath) {
  const VectorXd values = (VectorXd(6) << 5, 2, 1, 0.5, 0.2, 0.1).finished();
  for (const auto& [d, n] : {std::pair<Index, Index>{12, 40}, {40, 12}}) {
    const MatrixXd basis = randomRotation(d, 1);
    const MatrixXd points = pointsWith(values, basis, n, 2);
    for (const int denseLimit : {1000, 0}) {
      for (const int count : {1, 2, 4}) {
        const Spectrum found = leadingSpectrum(points, count, denseLimit);
        SCOPED_TRACE(testing::Message() << d << "x" << n << " limit " << denseLimit << " count " << count);
        EXPECT_EQ(found.iterative, denseLimit == 0);
        ASSERT_EQ(found.vectors.cols(), count);
        ASSERT_EQ(found.values.size(), count + 1);
        for (Index k = 0; k < count; ++k) EXPECT_NEAR(found.values(k), values(k), 1e-10);
        EXPECT_LE(sineBetween(basis.leftCols(count), found.vectors), 1e-8);
        EXPECT_TRUE((found.vectors.transpose() * found.vectors).isIdentity(1e-10));
        EXPECT_LE(found.residual, 1e-10);
      }
    }
  }
}

TEST(Spectrum, AgreesWithADenseDecompositionOfTheMoment) {
  // No structure at all: neighbouring eigenvalues are close.
  for (const auto& [d, n] : {std::pair<Index, Index>{60, 90}, {90, 60}, {300, 400}}) {
    const MatrixXd points = randomMatrix(d, n, 3);
    MatrixXd moment = MatrixXd::Zero(d, d);
    for (Index i = 0; i < n; ++i)
      moment += points.col(i) * points.col(i).transpose() / static_cast<double>(n);
    const Eigen::SelfAdjointEigenSolver<MatrixXd> reference(moment);
    const Spectrum found = leadingSpectrum(points, 2);
    EXPECT_EQ(found.iterative, std::min(d, n) > 250);
    for (Index k = 0; k < 2; ++k) {
      EXPECT_NEAR(found.values(k), reference.eigenvalues()(d - 1 - k), 1e-9);
      EXPECT_NEAR(std::abs(found.vectors.col(k).dot(reference.eigenvectors().col(d - 1 - k))), 1, 1e-9);
    }
    EXPECT_LE(found.values(2), reference.eigenvalues()(d - 3) + 1e-9);
  }
}

TEST(Spectrum, GivesNoMoreVectorsThanTheRank) {
  const MatrixXd basis = randomRotation(30, 5);
  const MatrixXd points = pointsWith((VectorXd(2) << 3, 1).finished(), basis, 50, 6);
  for (const int denseLimit : {1000, 0}) {
    const Spectrum found = leadingSpectrum(points, 4, denseLimit);
    ASSERT_EQ(found.vectors.cols(), 2) << denseLimit;
    EXPECT_LE(sineBetween(basis.leftCols(2), found.vectors), 1e-8);
  }
  EXPECT_EQ(leadingSpectrum(MatrixXd::Zero(5, 3), 2).vectors.cols(), 0);
  EXPECT_EQ(leadingSpectrum(randomMatrix(2, 9, 1), 5).vectors.cols(), 2);
}

TEST(Spectrum, IsDeterministicAndRefusesNonsense) {
  const MatrixXd points = randomMatrix(300, 300, 8);
  EXPECT_EQ(leadingSpectrum(points, 2).vectors, leadingSpectrum(points, 2).vectors);
  test::expectError(ErrorKind::Usage, "finite", [] { leadingSpectrum(MatrixXd(3, 0), 1); });
  test::expectError(ErrorKind::Usage, "at least one", [&] { leadingSpectrum(points, 0); });
  MatrixXd broken = points;
  broken(0, 0) = std::nan("");
  test::expectError(ErrorKind::Usage, "finite", [&] { leadingSpectrum(broken, 1); });
}

}  // namespace
}  // namespace skewscope::lab
