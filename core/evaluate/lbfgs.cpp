#include "core/evaluate/lbfgs.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <vector>

namespace skewscope::evaluate {
namespace {

double product(const torch::Tensor& a, const torch::Tensor& b) {
  return torch::dot(a, b).item<double>();
}
double largest(const torch::Tensor& a) {
  return a.numel() == 0 ? 0 : a.abs().max().item<double>();
}

/// The last steps s and gradient differences y, and the product of their inverse Hessian with a vector.
class History {
 public:
  History(int memory, Preconditioner preconditioner)
      : memory_(static_cast<std::size_t>(std::max(memory, 1))), preconditioner_(std::move(preconditioner)) {}

  /// Keeps a pair if its curvature is positive beyond rounding; without that the matrix would stop being
  /// definite.
  void add(const torch::Tensor& s, const torch::Tensor& y) {
    const double curvature = product(s, y);
    if (!(curvature > 1e-12 * std::sqrt(product(s, s) * product(y, y)))) return;
    scale_ = curvature / product(y, precondition(y));
    pairs_.push_back({s, y, 1 / curvature});
    if (pairs_.size() > memory_) pairs_.pop_front();
  }

  void clear() {
    pairs_.clear();
    scale_ = 1;
  }
  bool empty() const { return pairs_.empty(); }

  /// Two-loop recursion: -H * gradient.
  torch::Tensor direction(const torch::Tensor& gradient) const {
    torch::Tensor q = gradient.clone();
    std::vector<double> alphas(pairs_.size());
    for (std::size_t i = pairs_.size(); i-- > 0;) {
      alphas[i] = pairs_[i].rho * product(pairs_[i].s, q);
      q.sub_(pairs_[i].y, alphas[i]);
    }
    torch::Tensor r = precondition(q) * scale_;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      r.add_(pairs_[i].s, alphas[i] - pairs_[i].rho * product(pairs_[i].y, r));
    }
    return r.neg_();
  }

 private:
  struct Pair {
    torch::Tensor s, y;
    double rho;
  };
  torch::Tensor precondition(const torch::Tensor& vector) const {
    return preconditioner_ ? preconditioner_(vector) : vector;
  }

  std::size_t memory_;
  Preconditioner preconditioner_;
  std::deque<Pair> pairs_;
  double scale_ = 1;
};

struct Point {
  torch::Tensor x, gradient;
  double value = 0;
};

/// Weak Wolfe line search by doubling and bisection. Returns whether `to` holds an acceptable point.
bool lineSearch(const Objective& objective, const Point& from, const torch::Tensor& direction, double slope,
                double noise, Point& to, int& evaluations) {
  constexpr double kDecrease = 1e-4, kCurvature = 0.9;
  constexpr int kTries = 40;
  const double slack = noise * std::max(1.0, std::abs(from.value));
  double low = 0, high = std::numeric_limits<double>::infinity(), step = 1;
  for (int i = 0; i < kTries; ++i) {
    to.x = from.x + direction * step;
    to.gradient = torch::empty_like(from.gradient);
    to.value = objective(to.x, to.gradient);
    ++evaluations;
    const double slopeThere = product(to.gradient, direction);
    // Near the minimum the decrease drowns in rounding; there the slope decides ("approximate Wolfe", Hager
    // and Zhang 2005): for a quadratic, decrease by kDecrease and this condition are the same.
    const bool decreases = to.value <= from.value + kDecrease * step * slope ||
                           (to.value <= from.value + slack && slopeThere <= (2 * kDecrease - 1) * slope);
    if (!decreases || !std::isfinite(slopeThere)) {
      high = step;
    } else if (slopeThere < kCurvature * slope) {
      low = step;
    } else {
      return true;
    }
    step = std::isinf(high) ? 2 * low : (low + high) / 2;
  }
  return false;
}

}  // namespace

LbfgsResult minimise(const Objective& objective, const torch::Tensor& start, const LbfgsSettings& settings,
                     const Preconditioner& preconditioner) {
  const torch::NoGradGuard noGradients;
  Point here{start.to(torch::kFloat64).clone(), {}, 0};
  here.gradient = torch::empty_like(here.x);
  here.value = objective(here.x, here.gradient);
  LbfgsResult result;
  result.evaluations = 1;
  History history(settings.memory, preconditioner);
  for (;;) {
    result.gradient = largest(here.gradient);
    result.converged = result.gradient <= settings.tolerance;
    if (result.converged || result.iterations >= settings.maxIterations) break;
    const torch::Tensor direction = history.direction(here.gradient);
    const double slope = product(here.gradient, direction);
    Point next;
    if (!(slope < 0) ||
        !lineSearch(objective, here, direction, slope, settings.noise, next, result.evaluations)) {
      if (history.empty()) break;
      history.clear();  // Once more from the preconditioned gradient, without what the history holds.
      continue;
    }
    history.add(next.x - here.x, next.gradient - here.gradient);
    here = std::move(next);
    ++result.iterations;
  }
  result.x = here.x;
  result.value = here.value;
  return result;
}

}  // namespace skewscope::evaluate
