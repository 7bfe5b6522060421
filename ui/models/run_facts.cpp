#include "ui/models/run_facts.h"

#include <QLocale>
#include <algorithm>

#include "core/data/datasets.h"
#include "core/spec/options.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

QString unknown() {
  return QStringLiteral("–");
}

QString choiceLabel(const char* option, const spec::ExperimentSpec& spec) {
  const spec::Option& declared = spec::option(option);
  return text(spec::displayText(declared, declared.get(spec)));
}

}  // namespace

QString statusText(const store::RunRecord& run) {
  if (store::isImported(run)) return tr("imported");
  switch (run.status) {
    case store::RunStatus::Queued:
      return tr("queued");
    case store::RunStatus::Running:
      return tr("%1/%2").arg(run.epochsDone).arg(run.spec.epochs);
    case store::RunStatus::Done:
      return tr("done");
    case store::RunStatus::Interrupted:
      return tr("interrupted");
    case store::RunStatus::Failed:
      return tr("failed");
  }
  return {};
}

QColor statusColour(store::RunStatus status) {
  switch (status) {
    case store::RunStatus::Running:
      return tokens().accent;
    case store::RunStatus::Interrupted:
      return tokens().attention;
    case store::RunStatus::Failed:
      return tokens().error;
    default:
      return tokens().muted;
  }
}

std::optional<RunAccuracy> lastValue(const store::RunRecord& run, const std::string& metric) {
  const auto found = run.summaries.find(metric);
  if (found == run.summaries.end()) return std::nullopt;
  return RunAccuracy{found->second.last, metric, found->second.lastEpoch};
}

std::optional<RunAccuracy> headlineAccuracy(const store::RunRecord& run) {
  if (const auto probe = lastValue(run, store::metric::kProbeAccuracy)) return probe;
  return lastValue(run, store::liveAccuracyMetric(run));
}

std::optional<RunAccuracy> bestAccuracy(const store::RunRecord& run) {
  const std::string metric = store::liveAccuracyMetric(run);
  const auto found = run.summaries.find(metric);
  if (found == run.summaries.end()) return std::nullopt;
  return RunAccuracy{found->second.best, metric, found->second.bestEpoch};
}

QString tagText(const store::RunRecord& run) {
  QStringList tags;
  for (const std::string& tag : run.tags) tags.append(text(tag));
  return tags.join(QStringLiteral(", "));
}

QString modeText(const store::RunRecord& run) {
  return store::isImported(run) ? unknown() : choiceLabel("mode", run.spec);
}

QString methodText(const store::RunRecord& run) {
  if (store::isImported(run)) return unknown();
  if (run.spec.mode == spec::Mode::Supervised) {
    return run.spec.loss == spec::Loss::CrossEntropy ? unknown() : choiceLabel("loss", run.spec);
  }
  return choiceLabel("method", run.spec);
}

QString datasetText(const std::string& dataset) {
  for (const data::DatasetInfo& info : data::datasetInfos()) {
    if (info.name == dataset) return text(info.title);
  }
  return text(dataset);
}

QString profileText(const store::RunRecord& run) {
  return store::isImported(run) ? unknown() : choiceLabel("profile", run.spec).toLower();
}

QString ratioText(const store::RunRecord& run) {
  if (store::isImported(run)) return unknown();
  const QString ratio = QString::number(run.spec.ratio, 'g', 4);
  return run.spec.balancedTwin ? tr("twin of %1").arg(ratio) : ratio;
}

QString seedText(const store::RunRecord& run) {
  return store::isImported(run) ? unknown() : QString::number(run.spec.seed);
}

QString runDatasetText(const store::RunRecord& run) {
  return store::isImported(run) ? unknown() : datasetText(run.spec.dataset);
}

std::int64_t imageCount(const store::RunRecord& run) {
  if (store::isImported(run)) return 0;
  return run.n > 0 ? run.n : run.spec.n;
}

std::optional<std::int64_t> durationMs(const store::RunRecord& run) {
  const std::int64_t end = run.endedMs >= run.startedMs && run.endedMs > 0 ? run.endedMs : run.heartbeatMs;
  if (run.startedMs <= 0 || end < run.startedMs) return std::nullopt;
  return end - run.startedMs;
}

QString durationText(std::int64_t ms) {
  const std::int64_t seconds = std::max<std::int64_t>(0, (ms + 500) / 1000);
  if (seconds < 60) return tr("%1 s").arg(seconds);
  const std::int64_t minutes = seconds / 60;
  if (minutes < 60) return tr("%1 min %2 s").arg(minutes).arg(seconds % 60, 2, 10, QChar(u'0'));
  return tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60, 2, 10, QChar(u'0'));
}

QString countText(std::int64_t count) {
  return QLocale(QLocale::English, QLocale::UnitedStates).toString(static_cast<qlonglong>(count));
}

QString metricName(const std::string& metric) {
  if (metric == store::metric::kHeadAccuracy) return tr("head");
  if (metric == store::metric::kKnnAccuracy) return tr("kNN");
  if (metric == store::metric::kProbeAccuracy) return tr("probe");
  if (metric == store::metric::kCrtAccuracy) return tr("cRT");
  return text(metric);
}

QString metricAxisTitle(const std::string& metric) {
  if (metric == store::metric::kHeadAccuracy) return tr("head accuracy, test (%)");
  if (metric == store::metric::kKnnAccuracy) return tr("kNN accuracy, test (%)");
  if (metric == store::metric::kProbeAccuracy) return tr("linear probe accuracy, test (%)");
  if (metric == store::metric::kCrtAccuracy) return tr("cRT accuracy, test (%)");
  if (metric == store::metric::kLoss) return tr("training loss");
  if (metric == store::metric::kPerturbedLoss) return tr("perturbed loss");
  if (metric == store::metric::kSharpness) return tr("sharpness");
  return store::isShare(metric) ? tr("%1 (%)").arg(text(metric)) : text(metric);
}

QString dataLine(const store::RunRecord& run) {
  if (store::isImported(run)) return tr("imported: %1").arg(text(run.source).section(u'/', -1));
  const QString dataset = datasetText(run.spec.dataset).section(QStringLiteral(" ("), 0, 0);
  QString line = tr("%1, %2").arg(dataset, profileText(run));
  if (run.spec.balancedTwin) line = tr("%1, balanced twin").arg(dataset);
  const std::int64_t n = imageCount(run);
  return n > 0 ? tr("%1, n %2").arg(line, countText(n)) : line;
}

QColor runColourOf(const store::RunRecord& run, int index) {
  const QColor own = run.colour.empty() ? QColor() : QColor(text(run.colour));
  return own.isValid() ? own : runColour(index);
}

}  // namespace skewscope::ui
