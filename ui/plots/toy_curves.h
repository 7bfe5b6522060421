#pragma once

#include "ui/models/toy_service.h"
#include "ui/plots/curve_set.h"

namespace skewscope::ui {

/// Projections against the swept parameter: SL and SSL on e2, and on e1 (dashed) if asked for; thin lines one
/// standard deviation above and below. Colours for a dark background if `dark`.
CurveSet toyCurves(const ToyAnswer& answer, bool withE1, bool dark);

/// Axis title of a sweep: "n3, rare points".
QString toyAxisTitle(lab::ToyAxis axis);

}  // namespace skewscope::ui
