#pragma once

#include <QString>

#include "ui/plots/curve_set.h"

namespace skewscope::ui {

/// Which curve of a set is meant.
struct CurveName {
  QString key;  ///< Curve::key; empty: none
  int run = 0;  ///< Curve::run

  bool isNone() const { return key.isEmpty(); }
  bool operator==(const CurveName&) const = default;
};

/// What remains when that curve is isolated: "class:3" or "group:1" of all runs, or "run:" with the id of one
/// of several runs. Empty where there is nothing to isolate it from.
QString isolationOf(const CurveSet& set, const CurveName& name);

/// Whether a curve belongs with the named one: the same class or group, the same of several runs, or itself.
bool belongsWith(const CurveSet& set, const Curve& curve, const CurveName& name);

/// Leaves the curves of an isolationOf() alone. What the set does not have leaves it as it is.
void isolate(CurveSet& set, const QString& what);

}  // namespace skewscope::ui
