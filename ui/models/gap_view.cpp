#include "ui/models/gap_view.h"

#include <algorithm>
#include <set>

#include "core/report/curve_options.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using experiment::GapAxis;
using experiment::MissingTwin;

}  // namespace

QJsonObject toJson(const GapView& view) {
  QJsonObject json;
  json[QStringLiteral("against")] =
      view.x == GapAxis::Ratio ? QStringLiteral("ratio") : QStringLiteral("images");
  json[QStringLiteral("band")] = text(std::string(report::nameOf(view.spread)));
  json[QStringLiteral("metric")] = text(view.metric);
  json[QStringLiteral("out_of_domain")] = text(view.outOfDomain);
  json[QStringLiteral("second")] = view.withOutOfDomain;
  json[QStringLiteral("selected")] = view.selectedOnly;
  return json;
}

GapView gapViewFrom(const QJsonObject& json) {
  const auto word = [&](const char* key) { return json[QLatin1String(key)].toString().toStdString(); };
  GapView view;
  if (word("against") == "images") view.x = GapAxis::Images;
  if (const auto band = report::valueIn(report::spreads(), word("band")))
    view.spread = static_cast<report::Spread>(*band);
  view.metric = word("metric");
  view.outOfDomain = word("out_of_domain");
  view.withOutOfDomain = json[QStringLiteral("second")].toBool(true);
  view.selectedOnly = json[QStringLiteral("selected")].toBool();
  return view;
}

GapFindings findGaps(const std::vector<store::RunRecord>& runs, const GapView& view,
                     const std::vector<std::string>& selected) {
  GapFindings found;
  found.metrics = experiment::gapMetrics(runs);
  experiment::GapQuestion question{{}, view.x, view.spread, {}};
  if (view.selectedOnly) question.only = selected;
  const auto add = [&](const std::vector<std::string>& offered, const std::string& chosen) {
    if (offered.empty()) return;
    question.metric = std::ranges::find(offered, chosen) != offered.end()
                          ? chosen
                          : experiment::usualGapMetric(runs, offered, question);
    found.panels.push_back(experiment::gapLines(runs, question));
  };
  add(found.metrics.inDomain, view.metric);
  if (view.withOutOfDomain) add(found.metrics.outOfDomain, view.outOfDomain);
  const std::set<std::string> asked(selected.begin(), selected.end());
  const auto isAsked = [&](const std::string& id) { return !view.selectedOnly || asked.contains(id); };
  found.missing = experiment::missingTwins(runs);
  for (MissingTwin& twin : found.missing)
    std::erase_if(twin.runs, [&](const std::string& id) { return !isAsked(id); });
  std::erase_if(found.missing, [](const MissingTwin& twin) { return twin.runs.empty(); });
  found.imbalanced = std::ranges::any_of(runs, [&](const auto& run) {
    return experiment::isImbalanced(run) && !run.archived && isAsked(run.id);
  });
  return found;
}

QString openPairsText(const experiment::GapLines& lines) {
  int unfinished = 0, different = 0, worthless = 0;
  for (const report::Gap& gap : lines.open) {
    const bool paired = !gap.twin.empty();  // a run without a twin is among the missing twins
    unfinished += paired && (gap.state == report::GapState::RunUnfinished ||
                             gap.state == report::GapState::TwinUnfinished);
    different += gap.state == report::GapState::DataDiffers;
    worthless += gap.state == report::GapState::Complete;
  }
  QStringList parts;
  if (unfinished > 0) parts.append(ui::tr("%1 without this accuracy yet").arg(unfinished));
  if (different > 0) parts.append(ui::tr("%1 of other data or another n").arg(different));
  if (worthless > 0) parts.append(ui::tr("%1 whose twin has an accuracy of 0").arg(worthless));
  if (lines.withoutRatio > 0)
    parts.append(ui::tr("%1 with counts of their own, which have no r").arg(lines.withoutRatio));
  return parts.isEmpty() ? QString()
                         : ui::tr("Pairs that are not drawn: %1.").arg(parts.join(QStringLiteral("; ")));
}

}  // namespace skewscope::ui
