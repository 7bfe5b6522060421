#include "core/lab/svm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/core/base/expect_error.h"
#include "tests/core/lab/random_matrix.h"

namespace skewscope::lab {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

/// Points of `classes` classes around centres that a matrix can tell apart.
struct Problem {
  MatrixXd points;
  std::vector<int> labels;
  int classes;
};

Problem separable(int classes, int dimension, int each, double noise, std::uint64_t seed) {
  Problem problem{noise * randomMatrix(dimension, classes * each, seed), {}, classes};
  const MatrixXd centres = 2 * randomMatrix(dimension, classes, seed + 100);
  for (int i = 0; i < classes * each; ++i) {
    problem.labels.push_back(i % classes);
    problem.points.col(i) += centres.col(i % classes);
  }
  return problem;
}

double margin(const MatrixXd& weights, const Problem& problem, Index i, Index other) {
  const Index own = problem.labels[static_cast<std::size_t>(i)];
  return (weights.row(own) - weights.row(other)).dot(problem.points.col(i).transpose());
}

/// The conditions of Karush, Kuhn and Tucker, necessary and sufficient for this convex problem, one by one
/// and from the definition.
void expectOptimal(const Problem& problem, const SvmSolution& solution) {
  ASSERT_EQ(solution.status, SvmStatus::Solved);
  const MatrixXd& weights = solution.weights;
  MatrixXd fromMultipliers = MatrixXd::Zero(weights.rows(), weights.cols());
  double sum = 0, smallest = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < problem.points.cols(); ++i) {
    const Index own = problem.labels[static_cast<std::size_t>(i)];
    EXPECT_EQ(solution.multipliers(own, i), 0);
    for (Index j = 0; j < weights.rows(); ++j) {
      if (j == own) continue;
      const double m = margin(weights, problem, i, j), multiplier = solution.multipliers(j, i);
      smallest = std::min(smallest, m);
      EXPECT_GE(multiplier, 0);                                            // dual feasibility
      EXPECT_NEAR(multiplier * (m - 1), 0, 1e-7 * weights.squaredNorm());  // complementary slackness
      fromMultipliers.row(own) += multiplier * problem.points.col(i).transpose();
      fromMultipliers.row(j) -= multiplier * problem.points.col(i).transpose();
      sum += multiplier;
    }
  }
  EXPECT_NEAR(smallest, 1, 1e-12);                                       // primal feasibility
  EXPECT_LE((weights - fromMultipliers).norm(), 1e-9 * weights.norm());  // stationarity
  EXPECT_NEAR(weights.squaredNorm(), sum, 1e-7 * sum);                   // equal objectives
  EXPECT_LE(solution.gap, 1e-10);
  EXPECT_NEAR(solution.smallestMargin, 1 / weights.norm(), 1e-9 / weights.norm());
  EXPECT_NEAR(solution.marginBound, solution.smallestMargin, 1e-9 * solution.marginBound);
}

TEST(Svm, TwoOppositePoints) {
  const Problem problem{(MatrixXd(2, 2) << 2, -2, 0, 0).finished(), {0, 1}, 2};
  const auto solution = solveSvm(problem.points, problem.labels, 2);
  expectOptimal(problem, solution);
  // (a0 - a1)' x = 1 with the least norm: the halves of the constraint on either class.
  EXPECT_TRUE(solution.weights.isApprox((MatrixXd(2, 2) << 0.25, 0, -0.25, 0).finished(), 1e-12));
}

TEST(Svm, OrthogonalPointsSeparateIntoColumns) {
  // Point s_c u_c: column c is the least-norm vector whose entry c exceeds the others by 1 / s_c.
  const std::vector<double> lengths{0.5, 1, 4};
  Problem problem{MatrixXd::Zero(5, 3), {0, 1, 2}, 3};
  MatrixXd expected = MatrixXd::Zero(3, 5);
  for (int c = 0; c < 3; ++c) {
    problem.points(c, c) = lengths[static_cast<std::size_t>(c)];
    for (int k = 0; k < 3; ++k) {
      expected(k, c) = (k == c ? 2.0 : -1.0) / (3 * lengths[static_cast<std::size_t>(c)]);
    }
  }
  const auto solution = solveSvm(problem.points, problem.labels, 3);
  expectOptimal(problem, solution);
  EXPECT_TRUE(solution.weights.isApprox(expected, 1e-12)) << solution.weights;
}

TEST(Svm, PointsBeyondTheMarginChangeNothing) {
  Problem problem{MatrixXd::Zero(3, 6), {0, 1, 2, 0, 1, 2}, 3};
  for (int c = 0; c < 3; ++c) {
    problem.points(c, c) = 1;
    problem.points(c, c + 3) = 3;
  }
  const auto solution = solveSvm(problem.points, problem.labels, 3);
  expectOptimal(problem, solution);
  EXPECT_TRUE(solution.weights.isApprox(MatrixXd::Identity(3, 3) - MatrixXd::Constant(3, 3, 1.0 / 3), 1e-12));
  EXPECT_EQ(solution.supportPoints, 3);
  EXPECT_EQ(solution.multipliers.rightCols(3).norm(), 0);
}

TEST(Svm, RandomProblemsMeetTheConditionsOfOptimality) {
  int fewSupport = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    for (const int classes : {2, 3, 5}) {
      for (const auto& [dimension, each, noise] : {std::tuple{40, 6, 1.0}, {12, 20, 0.15}, {30, 30, 0.4}}) {
        const Problem problem = separable(classes, dimension, each, noise, seed);
        const auto solution = solveSvm(problem.points, problem.labels, classes);
        SCOPED_TRACE(testing::Message() << "seed " << seed << " classes " << classes << " d " << dimension);
        expectOptimal(problem, solution);
        fewSupport += solution.supportPoints < classes * each / 2 ? 1 : 0;
      }
    }
  }
  EXPECT_GT(fewSupport, 6);  // the problems are not all of the kind where every point is a support point
}

TEST(Svm, FollowsRotationAndScale) {
  const Problem problem = separable(3, 20, 15, 0.5, 3);
  const MatrixXd rotation = randomRotation(20, 4);
  const auto plain = solveSvm(problem.points, problem.labels, 3);
  const auto turned = solveSvm(rotation * problem.points, problem.labels, 3);
  const auto scaled = solveSvm(1e-4 * problem.points, problem.labels, 3);
  ASSERT_EQ(plain.status, SvmStatus::Solved);
  EXPECT_TRUE((turned.weights * rotation).isApprox(plain.weights, 1e-5));  // sqrt(gap)
  EXPECT_TRUE((1e-4 * scaled.weights).isApprox(plain.weights, 1e-5));
  EXPECT_NEAR(scaled.smallestMargin, 1e-4 * plain.smallestMargin, 1e-12);
}

TEST(Svm, IsDeterministic) {
  const Problem problem = separable(3, 30, 30, 0.4, 5);
  const auto first = solveSvm(problem.points, problem.labels, 3);
  const auto second = solveSvm(problem.points, problem.labels, 3);
  EXPECT_EQ(first.weights, second.weights);
  EXPECT_EQ(first.multipliers, second.multipliers);
}

/// Multipliers whose weights vanish: no matrix has all margins above zero (Farkas).
void expectCertificate(const Problem& problem, const SvmSolution& solution) {
  ASSERT_EQ(solution.status, SvmStatus::NotSeparable);
  EXPECT_GE(solution.multipliers.minCoeff(), 0);
  MatrixXd weights = MatrixXd::Zero(problem.classes, problem.points.rows());
  for (Index i = 0; i < problem.points.cols(); ++i) {
    const Index own = problem.labels[static_cast<std::size_t>(i)];
    for (Index j = 0; j < problem.classes; ++j) {
      weights.row(own) += solution.multipliers(j, i) * problem.points.col(i).transpose();
      weights.row(j) -= solution.multipliers(j, i) * problem.points.col(i).transpose();
    }
  }
  const double length = std::sqrt(problem.points.colwise().squaredNorm().mean());
  ASSERT_GT(solution.multipliers.sum(), 0);
  EXPECT_LE(weights.norm() / solution.multipliers.sum(), 1e-9 * length);
  EXPECT_LE(solution.smallestMargin, 1e-9 * length);
}

TEST(Svm, DataThatNoMatrixSeparatesComeWithACertificate) {
  const Problem same{(MatrixXd(2, 2) << 1, 1, 3, 3).finished(), {0, 1}, 2};
  expectCertificate(same, solveSvm(same.points, same.labels, 2));
  // Three classes on one line through the origin: only the largest and the smallest weight ever win.
  const Problem line{(MatrixXd(1, 3) << 1, -1, 0.5).finished(), {0, 1, 2}, 3};
  expectCertificate(line, solveSvm(line.points, line.labels, 3));
  const Problem origin{(MatrixXd(2, 3) << 1, -1, 0, 0, 0, 0).finished(), {0, 1, 0}, 2};
  expectCertificate(origin, solveSvm(origin.points, origin.labels, 2));
  // Many more points than dimensions, labels at random.
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Problem noise{randomMatrix(10, 200, seed), {}, 3};
    for (int i = 0; i < 200; ++i) noise.labels.push_back(i % 3);
    expectCertificate(noise, solveSvm(noise.points, noise.labels, 3));
  }
}

TEST(Svm, OneWrongPointMakesASeparableProblemInseparable) {
  Problem problem = separable(3, 5, 40, 0.1, 2);
  ASSERT_EQ(solveSvm(problem.points, problem.labels, 3).status, SvmStatus::Solved);
  problem.labels[0] = (problem.labels[0] + 1) % 3;  // in the midst of another class
  problem.points.col(0) = (problem.points.col(3) + problem.points.col(6) + problem.points.col(9)) / 3;
  expectCertificate(problem, solveSvm(problem.points, problem.labels, 3));
}

TEST(Svm, SaysWhenItGaveUp) {
  const Problem problem = separable(3, 30, 30, 0.4, 5);
  SvmOptions options;
  options.gap = 1e-18;
  options.maxRounds = 1;
  const auto cut = solveSvm(problem.points, problem.labels, 3, options);
  EXPECT_EQ(cut.status, SvmStatus::RoundLimit);
  EXPECT_EQ(cut.rounds, 1);
  EXPECT_GT(cut.gap, 1e-18);
  options.stop = [] { return true; };
  EXPECT_EQ(solveSvm(problem.points, problem.labels, 3, options).status, SvmStatus::Stopped);
}

TEST(Svm, RefusesWhatIsNoProblem) {
  const MatrixXd points = randomMatrix(3, 4, 1);
  using test::expectError;
  expectError(ErrorKind::Usage, "4 points", [&] { solveSvm(points, {0, 1, 0}, 2); });
  expectError(ErrorKind::Usage, "not below 2", [&] { solveSvm(points, {0, 1, 2, 0}, 2); });
  expectError(ErrorKind::Usage, "not below 2", [&] { solveSvm(points, {0, 1, -1, 0}, 2); });
  expectError(ErrorKind::Usage, "1 classes", [&] { solveSvm(points, {0, 0, 0, 0}, 1); });
  MatrixXd broken = points;
  broken(1, 1) = std::nan("");
  expectError(ErrorKind::Usage, "not finite", [&] { solveSvm(broken, {0, 1, 0, 1}, 2); });
}

}  // namespace
}  // namespace skewscope::lab
