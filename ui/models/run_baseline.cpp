#include "ui/models/run_baseline.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "core/compare/difference.h"
#include "core/compare/metric_title.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

QString explained(const QString& metric, const QString& value, const QString& baseline, const QString& its) {
  return tr("%1: %2, of the baseline “%3” %4").arg(metric, value, baseline, its);
}

bool sameResults(const store::RunRecord& a, const store::RunRecord& b) {
  return a.id == b.id && a.name == b.name && a.summaries == b.summaries;
}

}  // namespace

QString measuredText(const Measured& value) {
  if (std::isnan(value.value)) return QStringLiteral("–");
  return store::isShare(value.metric.metric) ? percentText(value.value)
                                             : QString::number(value.value, 'g', 4);
}

bool RunBaseline::take(const std::optional<store::RunRecord>& run) {
  const bool same = run.has_value() == run_.has_value() && (!run || sameResults(*run, *run_));
  if (!same) run_ = run;
  return !same;
}

QString RunBaseline::name() const {
  return run_ ? text(run_->name) : QString();
}

double RunBaseline::difference(const Measured& of) const {
  return run_ ? of.value - compare::valueOf(*run_, of.metric) : std::nan("");
}

QString RunBaseline::differenceText(const Measured& of) const {
  const double by = difference(of);
  if (std::isnan(by)) return QStringLiteral("–");
  const bool share = store::isShare(of.metric.metric);
  return text(compare::signedText(share ? 100 * by : by, share ? 1 : report::kShortest));
}

QString RunBaseline::explanation(const Measured& of) const {
  if (!run_ || std::isnan(of.value)) return {};
  const Measured its{of.metric, compare::valueOf(*run_, of.metric)};
  return explained(optionText(compare::metricTitle(of.metric.metric)), measuredText(of), name(),
                   measuredText(its));
}

}  // namespace skewscope::ui
