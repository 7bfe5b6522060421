#pragma once

#include <QJsonObject>
#include <QString>
#include <optional>

#include "core/report/curve_options.h"

namespace skewscope::ui {

using report::CurveOptions;

/// Name of an x axis, for people: "Epoch", "Images seen".
QString axisText(report::ProgressAxis axis);

/// What a band is, for people: "standard deviation", "95 % interval of the mean (Student's t)".
QString spreadText(report::Spread spread);

/// What is chosen with a band: "Mean with standard deviation", "Every run by itself".
QString bandText(std::optional<report::Spread> band);

/// As kept for the next start. What is missing or not understood is as in CurveOptions().
QJsonObject toJson(const CurveOptions& options);
CurveOptions curveOptionsFrom(const QJsonObject& json);

}  // namespace skewscope::ui
