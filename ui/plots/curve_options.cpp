#include "ui/plots/curve_options.h"

#include "ui/theme/text.h"

namespace skewscope::ui {

QString axisText(report::ProgressAxis axis) {
  switch (axis) {
    case report::ProgressAxis::Epoch:
      break;
    case report::ProgressAxis::Step:
      return tr("Optimiser step");
    case report::ProgressAxis::Time:
      return tr("Training time (without evaluations and pauses)");
    case report::ProgressAxis::Images:
      return tr("Images seen");
  }
  return tr("Epoch");
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

QString bandText(std::optional<report::Spread> band) {
  return band ? tr("Mean with %1").arg(spreadText(*band)) : tr("Every run by itself");
}

QJsonObject toJson(const CurveOptions& options) {
  QJsonObject json;
  json[QStringLiteral("x")] = text(std::string(report::nameOf(options.x)));
  json[QStringLiteral("log_x")] = options.logX;
  json[QStringLiteral("log_y")] = options.logY;
  json[QStringLiteral("smoothing")] = options.smoothing;
  if (options.band) json[QStringLiteral("band")] = text(std::string(report::nameOf(*options.band)));
  json[QStringLiteral("multiples")] = options.multiples;
  return json;
}

CurveOptions curveOptionsFrom(const QJsonObject& json) {
  const auto word = [&](const char* key, std::span<const report::FigureWord> words) {
    return report::valueIn(words, json[QLatin1String(key)].toString().toStdString());
  };
  CurveOptions options;
  if (const auto axis = word("x", report::progressAxes()))
    options.x = static_cast<report::ProgressAxis>(*axis);
  options.logX = json[QStringLiteral("log_x")].toBool();
  options.logY = json[QStringLiteral("log_y")].toBool();
  const double factor = json[QStringLiteral("smoothing")].toDouble();
  if (factor > 0 && factor < 1) options.smoothing = factor;
  if (const auto spread = word("band", report::spreads()))
    options.band = static_cast<report::Spread>(*spread);
  options.multiples = json[QStringLiteral("multiples")].toBool();
  return options;
}

}  // namespace skewscope::ui
