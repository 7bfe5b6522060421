#pragma once

#include <QString>

#include "core/compare/aggregate.h"

namespace skewscope::ui {

/// As a part of a title: "last", "best", "at best epoch", "mean of last 5".
QString aggregateText(compare::Aggregate aggregate);

/// As a choice: "Last value".
QString aggregateChoice(compare::Aggregate aggregate);

/// What it is, in a sentence.
QString aggregateHelp(compare::Aggregate aggregate);

}  // namespace skewscope::ui
