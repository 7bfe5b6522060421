#include "ui/plots/curve_options.h"

#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

template <typename Values, typename Name>
auto fromName(const Values& values, const Name& nameOf, const QString& name)
    -> std::optional<typename Values::value_type> {
  for (const auto value : values) {
    if (nameOf(value) == name) return value;
  }
  return std::nullopt;
}

}  // namespace

QString axisName(report::ProgressAxis axis) {
  switch (axis) {
    case report::ProgressAxis::Epoch:
      break;
    case report::ProgressAxis::Step:
      return QStringLiteral("step");
    case report::ProgressAxis::Time:
      return QStringLiteral("time");
    case report::ProgressAxis::Images:
      return QStringLiteral("images");
  }
  return QStringLiteral("epoch");
}

std::optional<report::ProgressAxis> axisFromName(const QString& name) {
  return fromName(kProgressAxes, axisName, name);
}

QString spreadName(report::Spread spread) {
  switch (spread) {
    case report::Spread::StandardDeviation:
      break;
    case report::Spread::StandardError:
      return QStringLiteral("se");
    case report::Spread::Range:
      return QStringLiteral("min-max");
    case report::Spread::Confidence95:
      return QStringLiteral("95");
  }
  return QStringLiteral("sd");
}

std::optional<report::Spread> spreadFromName(const QString& name) {
  return fromName(kSpreads, spreadName, name);
}

QString spreadText(report::Spread spread) {
  switch (spread) {
    case report::Spread::StandardDeviation:
      break;
    case report::Spread::StandardError:
      return tr("standard error");
    case report::Spread::Range:
      return tr("smallest to largest");
    case report::Spread::Confidence95:
      return tr("95 % interval of the mean (Student's t)");
  }
  return tr("standard deviation");
}

QJsonObject toJson(const CurveOptions& options) {
  QJsonObject json;
  json[QStringLiteral("x")] = axisName(options.x);
  json[QStringLiteral("log_x")] = options.logX;
  json[QStringLiteral("log_y")] = options.logY;
  json[QStringLiteral("smoothing")] = options.smoothing;
  if (options.band) json[QStringLiteral("band")] = spreadName(*options.band);
  json[QStringLiteral("multiples")] = options.multiples;
  return json;
}

CurveOptions curveOptionsFrom(const QJsonObject& json) {
  CurveOptions options;
  options.x = axisFromName(json[QStringLiteral("x")].toString()).value_or(options.x);
  options.logX = json[QStringLiteral("log_x")].toBool();
  options.logY = json[QStringLiteral("log_y")].toBool();
  const double factor = json[QStringLiteral("smoothing")].toDouble();
  if (factor > 0 && factor < 1) options.smoothing = factor;
  options.band = spreadFromName(json[QStringLiteral("band")].toString());
  options.multiples = json[QStringLiteral("multiples")].toBool();
  return options;
}

}  // namespace skewscope::ui
