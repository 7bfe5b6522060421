#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/parallel.h"
#include "core/lab/toy_parameters.h"
#include "core/report/metrics.h"

namespace skewscope::lab {

/// What a sweep varies.
enum class ToyAxis {
  Theorem,    ///< d, with n1, n2, n3, tau and rho tied to it (theoremParameters())
  Dimension,  ///< d alone
  Frequent,   ///< n1 = n2
  Rare,       ///< n3
  Tau,
  Rho,
};

/// One axis with its name on the command line and the range that it is usually looked at over.
struct ToyAxisInfo {
  ToyAxis axis;
  std::string_view name;   ///< "theorem", "d", "n", "n3", "tau", "rho"
  std::string_view title;  ///< of a table's column: "d", "n1 = n2", ...
  bool whole;              ///< values are whole numbers
  double low, high;        ///< of the values that toyAxisValues() makes
  bool logarithmic;
};
/// All axes.
const std::vector<ToyAxisInfo>& toyAxes();
const ToyAxisInfo& toyAxis(ToyAxis axis);
/// By name. Throws Error (Usage) that lists the names there are.
const ToyAxisInfo& toyAxisFromName(std::string_view name);

/// `count` values (2 or more) from the axis's `low` to `high`, evenly or by equal factors; whole where the
/// axis is, so that they may be fewer.
std::vector<double> toyAxisValues(ToyAxis axis, int count);

/// `base` with the axis's parameter set to `value`. Throws Error (Usage) for a fraction where the axis is
/// whole.
ToyParameters withAxis(const ToyParameters& base, ToyAxis axis, double value);

/// A question to the toy model.
struct ToySweep {
  ToyParameters base;  ///< `seed` is not used
  ToyAxis axis = ToyAxis::Theorem;
  std::vector<double> values;
  std::vector<std::uint64_t> seeds{1, 2, 3};
  int features = 2;       ///< m of the self-supervised representation
  double svmGap = 1e-10;  ///< relative duality gap of the SVM

  bool operator==(const ToySweep&) const = default;
};

/// What came of one value, over the seeds.
struct ToyPoint {
  double value = 0;
  ToyParameters parameters;                 ///< of the first seed
  report::Band supervisedE1, supervisedE2;  ///< over the seeds whose sample is separable
  report::Band selfSupervisedE1, selfSupervisedE2;
  report::Band svmMargin;  ///< smallest margin at Frobenius norm 1
  report::Band svmNoise;   ///< part of the rare class's margin that noise makes
  int seeds = 0;           ///< solved for
  int notSeparable = 0;    ///< seeds without a supervised solution because no matrix classifies all points
  int unsolved = 0;        ///< seeds whose SVM reached its limit of rounds
  double largestGap = 0;   ///< of the SVMs that were solved
  double largestResidual = 0;  ///< of the eigenvectors
};

/// Solves for every value and seed, values side by side on `parallel`'s threads. `done`, if there is one, is
/// called with each finished value in no fixed order, one call at a time, from any thread. `stop`, if there
/// is one, is asked now and then; once it is true, what is not finished is left out. Returns the finished
/// values in the order of `sweep.values`; their numbers do not depend on the threads. Throws Error (Usage) if
/// there are no values or seeds, or a parameter is out of range.
std::vector<ToyPoint> runToySweep(const ToySweep& sweep, const ParallelFor& parallel,
                                  const std::function<void(const ToyPoint&)>& done = {},
                                  const std::function<bool()>& stop = {});

}  // namespace skewscope::lab
