#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <vector>

namespace skewscope::lab {

/// When the solver of the hard-margin SVM stops.
struct SvmOptions {
  double gap = 1e-10;          ///< duality gap relative to the primal objective that counts as solved, > 0
  int maxRounds = 1000;        ///< rounds of coordinate descent and conjugate gradients
  std::uint64_t seed = 1;      ///< of the order in which coordinates are visited
  std::function<bool()> stop;  ///< asked once a round; true gives up. May be empty
};

/// What became of an SVM.
enum class SvmStatus {
  Solved,        ///< a feasible solution whose duality gap is at most SvmOptions::gap
  NotSeparable,  ///< no matrix classifies all points: a certificate was found
  RoundLimit,    ///< neither was shown within maxRounds
  Stopped,       ///< SvmOptions::stop said so
};

/// Solution of the multiclass hard-margin SVM without bias (Crammer & Singer's margins).
struct SvmSolution {
  SvmStatus status = SvmStatus::RoundLimit;
  /// classes x d. Solved: feasible, with smallest margin 1. Otherwise the last iterate, for diagnosis.
  Eigen::MatrixXd weights;
  /// Multipliers, classes x n, zero in the row of a point's own class: weights are
  /// sum_ij multipliers(j, i) (u_(y_i) - u_j) x_i', up to the factor that makes the smallest margin 1.
  Eigen::MatrixXd multipliers;
  double gap = 0;  ///< (primal - dual) / primal; 1 if there is no feasible point yet
  double smallestMargin =
      0;  ///< of weights / ||weights||_F, in the units of the points; negative: some are wrong
  /// Upper bound, by the multipliers, on the smallest margin of any matrix with Frobenius norm 1, in the
  /// units of the points. Solved: equal to smallestMargin but for the gap. NotSeparable: zero but for
  /// rounding.
  double marginBound = 0;
  int supportPoints = 0;  ///< points with a multiplier above zero
  int rounds = 0;
};

/// Solves min 1/2 ||A||_F^2 subject to (a_y - a_j)' x_i >= 1 for every point i of class y and every class j
/// != y, by its dual max sum alpha_ij - 1/2 ||A(alpha)||_F^2 over alpha >= 0, A(alpha) = sum_ij alpha_ij (u_y
/// - u_j) x_i'. Coordinate descent on the dual finds the active constraints, conjugate gradients on the free
/// multipliers solve them; the gap to the feasible point A / (smallest margin) bounds the error: ||A - A*||_F
/// <= sqrt(gap) ||A||_F.
///
/// `points`: d x n, one point a column; `labels`: n classes below `classes` (at least 2). Throws Error
/// (Usage) if sizes or labels do not fit, or if a coordinate is not finite. Deterministic; one thread.
SvmSolution solveSvm(const Eigen::MatrixXd& points, const std::vector<int>& labels, int classes,
                     const SvmOptions& options = {});

}  // namespace skewscope::lab
