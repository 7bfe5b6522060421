#include "core/lab/toy_model.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
#include <cmath>

#include "tests/core/base/expect_error.h"
#include "tests/core/lab/random_matrix.h"

namespace skewscope::lab {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

TEST(ToyModel, WithoutNoiseBothFindBothFeatures) {
  ToyParameters p;
  p.dimension = 30;
  p.frequent1 = 60;
  p.frequent2 = 25;  // unbalanced: e1 and e2 mix, their span does not
  p.rho = 0;
  const ToyResult result = solveToy(p);
  ASSERT_EQ(result.svmStatus, SvmStatus::Solved);
  EXPECT_EQ(result.svmRank, 2);
  for (const auto& projections : {result.supervised, result.selfSupervised}) {
    EXPECT_NEAR(projections.e1, 1, 1e-9);
    EXPECT_NEAR(projections.e2, 1, 1e-9);
  }
  EXPECT_NEAR(result.svmNoise, 0, 1e-9);
  ASSERT_EQ(result.eigenvalues.size(), 3u);
  EXPECT_NEAR(result.eigenvalues[2], 0, 1e-12);
}

TEST(ToyModel, WithoutNoiseTheSvmHasItsClosedForm) {
  // Points (1, 0), (1, -tau), (-1, 0), (-1, -tau), (0, 1). By the mirror symmetry a1 = (s, -t), a2 = (-s,
  // -t), a3 = (0, 2t); the margins are s at (1, 0) against a3 (2s against a2), s + 3 t tau at (1, -tau), and
  // 3t at (0, 1) (both others). Least norm 2 s^2 + 6 t^2 with s >= 1 and 3t >= 1: s = 1, t = 1/3.
  ToyParameters p;
  p.dimension = 10;
  p.frequent1 = p.frequent2 = 20;
  p.rare = 2;
  p.rho = 0;
  const ToySample sample = sampleToy(p);
  const SvmSolution solution = solveSvm(sample.points, sample.labels, 3);
  ASSERT_EQ(solution.status, SvmStatus::Solved);
  MatrixXd expected = MatrixXd::Zero(3, 10);
  expected.leftCols(2) << 1, -1.0 / 3, -1, -1.0 / 3, 0, 2.0 / 3;
  EXPECT_TRUE(solution.weights.isApprox(expected, 1e-6)) << solution.weights;
  EXPECT_NEAR(solveToy(p).svmMargin, 1 / std::sqrt(2 + 6.0 / 9), 1e-9);
}

TEST(ToyModel, TheSelfSupervisedSolutionIsTheLeadingEigenspace) {
  ToyParameters p;
  p.dimension = 70;
  p.frequent1 = 90;
  p.frequent2 = 60;
  p.rare = 4;
  for (const int features : {1, 2, 5}) {
    const ToySample sample = sampleToy(p);
    const MatrixXd moment =
        sample.points * sample.points.transpose() / static_cast<double>(sample.points.cols());
    const Eigen::SelfAdjointEigenSolver<MatrixXd> reference(moment);
    const MatrixXd basis = reference.eigenvectors().rightCols(features);
    ToySolverOptions options;
    options.features = features;
    const ToyResult result = solveToy(p, options);
    EXPECT_NEAR(result.selfSupervised.e1, basis.row(0).norm(), 1e-9);
    EXPECT_NEAR(result.selfSupervised.e2, basis.row(1).norm(), 1e-9);
    EXPECT_NEAR(result.eigenvalues.front(), reference.eigenvalues()(p.dimension - 1), 1e-9);
  }
}

TEST(ToyModel, NoOtherWeightsHaveALowerSelfSupervisedObjective) {
  // -E[(W(x + xi))'(W(x + xi'))] + 1/2 ||W'W||_F^2 with the noise averaged out.
  ToyParameters p;
  p.dimension = 15;
  p.frequent1 = p.frequent2 = 30;
  const ToySample sample = sampleToy(p);
  const MatrixXd moment =
      sample.points * sample.points.transpose() / static_cast<double>(sample.points.cols());
  const auto objective = [&](const MatrixXd& w) {
    return -(w * moment * w.transpose()).trace() + 0.5 * (w.transpose() * w).squaredNorm();
  };
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(moment);
  MatrixXd best(2, p.dimension);
  for (Index k = 0; k < 2; ++k) {
    const Index from = p.dimension - 1 - k;
    best.row(k) = std::sqrt(solver.eigenvalues()(from)) * solver.eigenvectors().col(from).transpose();
  }
  const double lowest = objective(best);
  EXPECT_NEAR(lowest, -0.5 * solver.eigenvalues().tail(2).squaredNorm(), 1e-12);
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const double size = std::pow(10.0, -3 + 4 * static_cast<double>(seed) / 200);
    EXPECT_GE(objective(best + size * randomMatrix(2, p.dimension, seed)), lowest);
  }
  // And its span is what solveToy() reports.
  const ToyResult result = solveToy(p);
  const Projections projections = rowSpaceProjections(best);
  EXPECT_NEAR(projections.e1, result.selfSupervised.e1, 1e-9);
  EXPECT_NEAR(projections.e2, result.selfSupervised.e2, 1e-9);
}

TEST(ToyModel, TwoLayersHaveTheRowSpaceOfTheSvm) {
  // For A = U S V' the balanced factors reach 2 ||A||_F^2, and nothing that is feasible is below it.
  ToyParameters p;
  p.dimension = 20;
  p.frequent1 = p.frequent2 = 15;
  const ToySample sample = sampleToy(p);
  const SvmSolution solution = solveSvm(sample.points, sample.labels, 3);
  ASSERT_EQ(solution.status, SvmStatus::Solved);
  const Eigen::JacobiSVD<MatrixXd> svd(solution.weights, Eigen::ComputeThinU | Eigen::ComputeThinV);
  const MatrixXd root = svd.singularValues().cwiseSqrt().asDiagonal();
  const MatrixXd first = root * svd.matrixV().transpose(), second = svd.matrixU() * root;
  const auto objective = [](const MatrixXd& w1, const MatrixXd& w2) {
    return (w1.transpose() * w1).squaredNorm() + (w2.transpose() * w2).squaredNorm();
  };
  const double lowest = 2 * solution.weights.squaredNorm();
  EXPECT_NEAR(objective(first, second), lowest, 1e-9 * lowest);
  int feasible = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const double size = std::pow(10.0, -4 + 3.5 * static_cast<double>(seed) / 400);
    MatrixXd w1 = first + size * randomMatrix(3, p.dimension, seed);
    const MatrixXd w2 = second + size * randomMatrix(3, 3, seed + 1000);
    double smallest = std::numeric_limits<double>::infinity();
    const MatrixXd scores = w2 * w1 * sample.points;
    for (Index i = 0; i < scores.cols(); ++i) {
      const int own = sample.labels[static_cast<std::size_t>(i)];
      for (int j = 0; j < 3; ++j) {
        if (j != own) smallest = std::min(smallest, scores(own, i) - scores(j, i));
      }
    }
    if (smallest <= 0) continue;
    ++feasible;
    const double factor = 1 / std::sqrt(smallest);  // shared, which keeps the factors' balance
    EXPECT_GE(objective(factor * w1, factor * w2), lowest * (1 - 1e-9));
  }
  EXPECT_GT(feasible, 100);
  const Projections ofFirst = rowSpaceProjections(first), ofProduct = rowSpaceProjections(solution.weights);
  EXPECT_NEAR(ofFirst.e1, ofProduct.e1, 1e-9);
  EXPECT_NEAR(ofFirst.e2, ofProduct.e2, 1e-9);
}

TEST(ToyModel, TheLossOfTheSelfSupervisedProjectionIsThatOfPerturbationTheory) {
  // With n1 = n2, E xx' = diag(lambda1, lambda2, rho^2, ...) and the noise coordinates of the e2 eigenvector
  // are independent with variance rho^2 lambda2 / (n (lambda2 - rho^2)^2) to first order.
  ToyParameters p;
  p.dimension = 22;
  p.frequent1 = p.frequent2 = 3000;
  p.rare = 3;
  p.tau = 2;
  p.rho = 0.4;
  const double n = p.frequent1 + p.frequent2 + p.rare;
  const double signal = (0.5 * p.tau * p.tau * (n - p.rare) + p.rare) / n;
  const double lambda = signal + p.rho * p.rho;
  const double expected = (p.dimension - 2) * p.rho * p.rho * lambda / (n * signal * signal);
  double loss = 0;
  constexpr int kSeeds = 20;
  for (p.seed = 1; p.seed <= kSeeds; ++p.seed) {
    const double projection = solveToy(p).selfSupervised.e2;
    loss += (1 - projection * projection) / kSeeds;
  }
  // 400 squared normals: a standard deviation of 7 %.
  EXPECT_NEAR(loss / expected, 1, 0.25);
}

TEST(ToyModel, OneFeatureIsTheStrongestDirection) {
  ToyParameters p;
  p.rare = 1;
  ToySolverOptions options;
  options.features = 1;
  p.tau = 5;  // E x2^2 = 12.5 against 1 along e1
  const ToyResult long2 = solveToy(p, options);
  EXPECT_GT(long2.selfSupervised.e2, 0.99);
  EXPECT_LT(long2.selfSupervised.e1, 0.1);
  p.tau = 0.5;  // 0.125 against 1
  const ToyResult short2 = solveToy(p, options);
  EXPECT_GT(short2.selfSupervised.e1, 0.9);
  EXPECT_LT(short2.selfSupervised.e2, 0.3);
}

TEST(ToyModel, TheTheoremsTrend) {
  // Mean over seeds; the theorem bounds SL's projection by O(d^(-1/10)) and SSL's from below by 1 -
  // O(d^(-1/5)).
  std::vector<double> supervised, selfSupervised;
  for (const int d : {32, 100, 243}) {
    double sl = 0, ssl = 0, noise = 0;
    constexpr int kSeeds = 12;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const ToyResult result = solveToy(theoremParameters(d, seed));
      ASSERT_EQ(result.svmStatus, SvmStatus::Solved) << d << " " << seed;
      EXPECT_LE(result.svmGap, 1e-10);
      EXPECT_EQ(result.svmRank, 2);
      EXPECT_LT(result.supervised.e2, result.supervised.e1);
      EXPECT_LT(result.supervised.e2, result.selfSupervised.e2);
      noise += result.svmNoise / kSeeds;
      sl += result.supervised.e2 / kSeeds;
      ssl += result.selfSupervised.e2 / kSeeds;
    }
    EXPECT_GT(noise, 0.4);  // of the rare points' margin is their own noise
    supervised.push_back(sl);
    selfSupervised.push_back(ssl);
  }
  EXPECT_GT(supervised[0], supervised[1] + 0.02);
  EXPECT_GT(supervised[1], supervised[2] + 0.02);
  EXPECT_LT(selfSupervised[0], selfSupervised[1]);
  EXPECT_LT(selfSupervised[1], selfSupervised[2]);
  EXPECT_GT(selfSupervised[2], 0.99);
}

TEST(ToyModel, MoreRarePointsTeachTheSupervisedModel) {
  ToyParameters p = theoremParameters(100);
  p.rare = 2;
  const double few = solveToy(p).supervised.e2;
  p.rare = 100;
  EXPECT_GT(solveToy(p).supervised.e2, few + 0.2);
}

TEST(ToyModel, InseparableDataAreSaidToBe) {
  ToyParameters p;
  p.dimension = 3;
  p.frequent1 = p.frequent2 = 300;
  p.rho = 1;
  const ToyResult result = solveToy(p);
  EXPECT_EQ(result.svmStatus, SvmStatus::NotSeparable);
  EXPECT_TRUE(std::isnan(result.supervised.e2));
  EXPECT_FALSE(std::isnan(result.selfSupervised.e2));
}

TEST(ToyModel, ProjectionsOfKnownRowSpaces) {
  MatrixXd weights = MatrixXd::Zero(3, 4);
  weights.row(0) << 3, 4, 0, 0;
  weights.row(1) << -6, -8, 0, 0;
  int rank = 0;
  const Projections line = rowSpaceProjections(weights, &rank);
  EXPECT_EQ(rank, 1);
  EXPECT_NEAR(line.e1, 0.6, 1e-12);
  EXPECT_NEAR(line.e2, 0.8, 1e-12);
  weights.row(2) << 0, 0, 0, 1e-3;
  EXPECT_NEAR(rowSpaceProjections(weights, &rank).e2, 0.8, 1e-12);
  EXPECT_EQ(rank, 2);
  EXPECT_TRUE(std::isnan(rowSpaceProjections(MatrixXd::Zero(2, 4)).e1));
}

TEST(ToyModel, IsDeterministicStopsAndRefuses) {
  const ToyParameters p = theoremParameters(60);
  const ToyResult first = solveToy(p), second = solveToy(p);
  EXPECT_EQ(first.supervised.e2, second.supervised.e2);
  EXPECT_EQ(first.selfSupervised.e2, second.selfSupervised.e2);
  ToySolverOptions options;
  options.svmGap = 1e-300;  // so that it cannot end before it is stopped
  options.stop = [] { return true; };
  EXPECT_EQ(solveToy(p, options).svmStatus, SvmStatus::Stopped);
  options.features = 0;
  test::expectError(ErrorKind::Usage, "at least one feature", [&] { solveToy(p, options); });
}

}  // namespace
}  // namespace skewscope::lab
