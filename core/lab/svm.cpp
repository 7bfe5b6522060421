#include "core/lab/svm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"

namespace skewscope::lab {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kPassesPerRound = 5;     // of coordinate descent
constexpr int kFaceSteps = 3;          // conjugate-gradient solves per round, each on fewer multipliers
constexpr int kFaceIterations = 300;   // of one such solve
constexpr int kCertificateTries = 12;  // corrections of multipliers towards A(alpha) = 0
constexpr double kZeroMargin = 1e-10;  // of the points' root mean square length: no margin at all
constexpr double kFlat = 1e-14;        // curvature along a direction, relative, that counts as none
constexpr double kSolved = 1e-13;      // root mean square residual of margins (which are 1) on a face

/// The points with free multipliers, gathered, and the linear maps between multipliers and weights.
struct Face {
  std::vector<Index> members;  ///< columns of the points
  std::vector<int> labels;
  MatrixXd points;   ///< d x members
  MatrixXd free;     ///< classes x members: 1 where the multiplier is above zero
  double count = 0;  ///< of free multipliers

  Face(const MatrixXd& all, const std::vector<int>& allLabels, const MatrixXd& multipliers) {
    for (Index i = 0; i < multipliers.cols(); ++i) {
      if (multipliers.col(i).maxCoeff() > 0) members.push_back(i);
    }
    const auto size = static_cast<Index>(members.size());
    points.resize(all.rows(), size);
    free.resize(multipliers.rows(), size);
    for (Index m = 0; m < size; ++m) {
      const Index i = members[static_cast<std::size_t>(m)];
      points.col(m) = all.col(i);
      free.col(m) = (multipliers.col(i).array() > 0).cast<double>();
      labels.push_back(allLabels[static_cast<std::size_t>(i)]);
    }
    count = free.sum();
  }

  MatrixXd gather(const MatrixXd& all) const {
    MatrixXd part(all.rows(), points.cols());
    for (Index m = 0; m < part.cols(); ++m) part.col(m) = all.col(members[static_cast<std::size_t>(m)]);
    return part;
  }
  void scatter(const MatrixXd& part, MatrixXd& all) const {
    for (Index m = 0; m < part.cols(); ++m) all.col(members[static_cast<std::size_t>(m)]) = part.col(m);
  }
  /// Weights A', d x classes, of multipliers on this face.
  MatrixXd weights(const MatrixXd& multipliers) const {
    MatrixXd signedParts = -multipliers;
    for (Index m = 0; m < multipliers.cols(); ++m) {
      signedParts(labels[static_cast<std::size_t>(m)], m) += multipliers.col(m).sum();
    }
    return points * signedParts.transpose();
  }
  /// (a_y - a_j)' x for each free multiplier, 0 elsewhere; the transpose of weights().
  MatrixXd margins(const MatrixXd& weights) const {
    const MatrixXd scores = weights.transpose() * points;
    MatrixXd result = -scores;
    for (Index m = 0; m < result.cols(); ++m) {
      result.col(m).array() += scores(labels[static_cast<std::size_t>(m)], m);
    }
    return result.cwiseProduct(free);
  }
};

class Solver {
 public:
  Solver(const MatrixXd& points, const std::vector<int>& labels, int classes, const SvmOptions& options)
      : points_(points),
        labels_(labels),
        options_(options),
        squares_(points.colwise().squaredNorm()),
        scale_(std::sqrt(squares_.mean())),
        multipliers_(MatrixXd::Zero(classes, points.cols())),
        weights_(MatrixXd::Zero(points.rows(), classes)) {}

  SvmSolution run() {
    if (squares_.minCoeff() == 0) return impossiblePoint();
    for (int nextCertificate = 4;;) {
      ++solution_.rounds;
      descend();
      for (int step = 0; step < kFaceSteps && !solveFace(); ++step) {
      }
      check();
      if (solution_.gap <= options_.gap) return finish(SvmStatus::Solved);
      if (solution_.smallestMargin <= 0 && solution_.rounds >= nextCertificate) {
        if (certify()) return finish(SvmStatus::NotSeparable);
        nextCertificate += nextCertificate / 2;
      }
      if (options_.stop && options_.stop()) return finish(SvmStatus::Stopped);
      if (solution_.rounds >= options_.maxRounds) return finish(SvmStatus::RoundLimit);
    }
  }

 private:
  /// A point at the origin has margin 0 whatever the weights.
  SvmSolution impossiblePoint() {
    Index zero = 0;
    squares_.minCoeff(&zero);
    const int own = labels_[static_cast<std::size_t>(zero)];
    multipliers_(own == 0 ? 1 : 0, zero) = 1;
    check();
    return finish(SvmStatus::NotSeparable);
  }

  /// Coordinate descent: one pass over all points, then over those that it moved or that carry a multiplier.
  void descend() {
    std::vector<std::int64_t> visit;
    for (int pass = 0; pass < kPassesPerRound; ++pass) {
      if (pass == 0) {
        visit = permutation(points_.cols(), {options_.seed, Purpose::Toy, passes_, 0, kOrderView});
      }
      ++passes_;
      std::vector<std::int64_t> moved;
      for (const std::int64_t i : visit) {
        if (descendPoint(i) || multipliers_.col(i).maxCoeff() > 0) moved.push_back(i);
      }
      visit = std::move(moved);
    }
  }

  /// Solves the subproblem of one point's multipliers by coordinate descent. Returns whether it moved.
  bool descendPoint(Index i) {
    const Index own = labels_[static_cast<std::size_t>(i)];
    VectorXd scores = weights_.transpose() * points_.col(i);
    const double square = squares_(i);
    VectorXd change = VectorXd::Zero(scores.size());
    bool moved = false;
    for (int sweep = 0; sweep < 20; ++sweep) {
      double largest = 0;
      for (Index j = 0; j < scores.size(); ++j) {
        if (j == own) continue;
        double& multiplier = multipliers_(j, i);
        const double wanted = std::max(0.0, multiplier + (1 - (scores(own) - scores(j))) / (2 * square));
        const double step = wanted - multiplier;
        if (step == 0) continue;
        multiplier = wanted;
        change(j) += step;
        scores(own) += step * square;
        scores(j) -= step * square;
        largest = std::max(largest, std::abs(step) * square);
      }
      if (largest == 0) break;
      moved = true;
      if (largest < 1e-12 || scores.size() == 2) break;
    }
    if (!moved) return false;
    weights_.col(own) += change.sum() * points_.col(i);
    for (Index j = 0; j < scores.size(); ++j) {
      if (change(j) != 0) weights_.col(j) -= change(j) * points_.col(i);
    }
    return true;
  }

  /// Conjugate gradients on the multipliers above zero, then as much of the step as lowers the objective with
  /// negative ones set to zero. Returns true if the face's solution was reached without leaving the face.
  bool solveFace() {
    const Face face(points_, labels_, multipliers_);
    if (face.count == 0) return true;
    const MatrixXd start = face.gather(multipliers_);
    const MatrixXd end = faceMinimum(face, start);
    if (end.minCoeff() >= 0) {
      accept(face, end);
      return true;
    }
    const double before = objective(face, start);
    for (double length = 1; length > 1e-3; length /= 2) {
      const MatrixXd candidate = (start + length * (end - start)).cwiseMax(0);
      if (objective(face, candidate) < before) {
        accept(face, candidate);
        return false;
      }
    }
    // As far as the first multiplier that becomes zero: the objective falls all the way.
    const MatrixXd direction = end - start;
    double length = 1;
    for (Index i = 0; i < start.size(); ++i) {
      if (end(i) < 0) length = std::min(length, start(i) / -direction(i));
    }
    MatrixXd candidate = start + length * direction;
    for (Index i = 0; i < start.size(); ++i) {
      if (candidate(i) <= 1e-15 * start(i)) candidate(i) = 0;
    }
    accept(face, candidate);
    return false;
  }

  MatrixXd faceMinimum(const Face& face, const MatrixXd& start) const {
    MatrixXd solution = start;
    MatrixXd residual = face.free - face.margins(face.weights(start));
    MatrixXd direction = residual;
    double square = residual.squaredNorm();
    for (int k = 0; k < kFaceIterations && square > kSolved * kSolved * face.count; ++k) {
      const MatrixXd moved = face.weights(direction);
      const double curvature = moved.squaredNorm();
      if (curvature <= kFlat * scale_ * scale_ * direction.squaredNorm()) break;
      const double length = square / curvature;
      solution += length * direction;
      residual -= length * face.margins(moved);
      const double next = residual.squaredNorm();
      direction = residual + (next / square) * direction;
      square = next;
    }
    return solution;
  }

  static double objective(const Face& face, const MatrixXd& multipliers) {
    return 0.5 * face.weights(multipliers).squaredNorm() - multipliers.sum();
  }

  void accept(const Face& face, const MatrixXd& multipliers) {
    face.scatter(multipliers, multipliers_);
    weights_ = face.weights(multipliers);
  }

  /// Margins of all points, and what they say of the gap.
  void check() {
    // From the multipliers anew: the running sum of coordinate descent drifts.
    const Face face(points_, labels_, multipliers_);
    weights_ = face.weights(face.gather(multipliers_));
    const MatrixXd scores = weights_.transpose() * points_;
    double smallest = std::numeric_limits<double>::infinity();
    for (Index i = 0; i < scores.cols(); ++i) {
      const Index own = labels_[static_cast<std::size_t>(i)];
      for (Index j = 0; j < scores.rows(); ++j) {
        if (j != own) smallest = std::min(smallest, scores(own, i) - scores(j, i));
      }
    }
    smallest_ = smallest;
    const double norm = weights_.norm(), sum = multipliers_.sum();
    solution_.smallestMargin = norm > 0 ? smallest / norm : 0;
    solution_.marginBound = norm / sum;
    solution_.supportPoints = static_cast<int>(face.members.size());
    // Both ends of the gap at their best scaling: primal 1/2 (norm / smallest)^2, dual 1/2 (sum / norm)^2.
    const double ratio = smallest > 0 ? solution_.smallestMargin / solution_.marginBound : 0;
    solution_.gap = std::max(0.0, 1 - ratio * ratio);
  }

  /// Looks for multipliers, not all zero, whose weights vanish (Farkas): corrections to the ones there are,
  /// each multiplier by as small a part of itself as can be (least norm of the parts). Returns true with
  /// multipliers_ set to them.
  bool certify() {
    MatrixXd candidate = multipliers_;
    for (int attempt = 0; attempt < kCertificateTries; ++attempt) {
      const Face face(points_, labels_, candidate);
      if (face.count == 0) return false;
      const MatrixXd part = face.gather(candidate);
      const MatrixXd target = face.weights(part);
      if (target.norm() <= kZeroMargin * scale_ * part.sum()) {
        multipliers_ = candidate;
        check();
        return true;
      }
      const MatrixXd kept = (1 - leastNorm(face, part, target).array()).cwiseMax(0);
      face.scatter(part.cwiseProduct(kept), candidate);
    }
    return false;
  }

  /// The smallest t for which the multipliers `part` * t have the weights `target`, or come near where none
  /// have.
  static MatrixXd leastNorm(const Face& face, const MatrixXd& part, const MatrixXd& target) {
    MatrixXd solution = MatrixXd::Zero(part.rows(), part.cols());
    MatrixXd residual = target;
    MatrixXd direction = face.margins(residual).cwiseProduct(part);
    double square = residual.squaredNorm();
    const double enough = 1e-24 * square;
    // Conjugate gradients on Z Z' y = target (Craig's method), Z the map from t to weights.
    for (int k = 0; k < kFaceIterations && square > enough; ++k) {
      const double length = square / direction.squaredNorm();
      if (!std::isfinite(length)) break;
      solution += length * direction;
      residual -= length * face.weights(direction.cwiseProduct(part));
      const double next = residual.squaredNorm();
      direction = face.margins(residual).cwiseProduct(part) + (next / square) * direction;
      square = next;
    }
    return solution;
  }

  SvmSolution finish(SvmStatus status) {
    solution_.status = status;
    const double factor = status == SvmStatus::Solved ? 1 / smallest_ : 1;
    solution_.weights = factor * weights_.transpose();
    solution_.multipliers = factor * multipliers_;
    return std::move(solution_);
  }

  static constexpr std::uint32_t kOrderView = 0x8000;  // apart from the views that draw points

  const MatrixXd& points_;
  const std::vector<int>& labels_;
  const SvmOptions& options_;
  VectorXd squares_;      // |x_i|^2
  double scale_;          // root mean square length of the points
  MatrixXd multipliers_;  // classes x n
  MatrixXd weights_;      // A', d x classes
  double smallest_ = 0;   // margin of weights_ as they are
  std::uint32_t passes_ = 0;
  SvmSolution solution_;
};

}  // namespace

SvmSolution solveSvm(const MatrixXd& points, const std::vector<int>& labels, int classes,
                     const SvmOptions& options) {
  if (points.cols() != static_cast<Index>(labels.size()) || points.size() == 0 || classes < 2) {
    throw Error(ErrorKind::Usage,
                fmt::format("An SVM of {} classes needs points with one label each; there are "
                            "{} points of {} dimensions and {} labels.",
                            classes, points.cols(), points.rows(), labels.size()));
  }
  if (std::ranges::any_of(labels, [&](int label) { return label < 0 || label >= classes; })) {
    throw Error(ErrorKind::Usage, fmt::format("A label of the SVM is not below {}.", classes));
  }
  if (!points.allFinite()) throw Error(ErrorKind::Usage, "A coordinate of the SVM's points is not finite.");
  return Solver(points, labels, classes, options).run();
}

}  // namespace skewscope::lab
