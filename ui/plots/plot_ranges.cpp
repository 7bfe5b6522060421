#include "ui/plots/plot_ranges.h"

#include <QJsonArray>
#include <QJsonObject>
#include <optional>

namespace skewscope::ui {
namespace {

QJsonArray toJson(const QCPRange& range) {
  return {range.lower, range.upper};
}

std::optional<QCPRange> rangeFrom(const QJsonValue& json) {
  const QJsonArray ends = json.toArray();
  if (ends.size() != 2) return std::nullopt;
  const QCPRange range(ends[0].toDouble(), ends[1].toDouble());
  return QCPRange::validRange(range) ? std::optional(range) : std::nullopt;
}

}  // namespace

QJsonValue toJson(const PlotRanges& ranges) {
  if (!ranges.zoomed || ranges.y.empty()) return {};
  QJsonArray y;
  for (const QCPRange& range : ranges.y) y.append(toJson(range));
  return QJsonObject{{QStringLiteral("x"), toJson(ranges.x)}, {QStringLiteral("y"), y}};
}

PlotRanges rangesFrom(const QJsonValue& json) {
  const auto x = rangeFrom(json[QStringLiteral("x")]);
  PlotRanges ranges{x.has_value(), x.value_or(QCPRange()), {}};
  for (const auto& each : json[QStringLiteral("y")].toArray()) {
    const auto y = rangeFrom(each);
    if (!y) return {};
    ranges.y.push_back(*y);
  }
  return ranges.y.empty() ? PlotRanges() : ranges;
}

}  // namespace skewscope::ui
