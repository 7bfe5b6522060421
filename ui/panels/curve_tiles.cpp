#include "ui/panels/curve_tiles.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStringList>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ui/models/run_facts.h"
#include "ui/models/store_service.h"
#include "ui/models/twin_gap.h"
#include "ui/plots/curve_set.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

/// Accuracy of each class at the last epoch of a metric.
std::vector<double> lastPerClass(const RunData& run, const std::string& metric) {
  const auto found = run.classMetrics.find(metric);
  if (found == run.classMetrics.end() || found->second.epochs.empty()) return {};
  std::vector<double> last;
  for (const auto& values : found->second.values) last.push_back(values.back());
  return last;
}

std::array<double, 3> groupMeans(const RunData& run, const std::vector<double>& perClass) {
  std::array<double, 3> sum{};
  std::array<int, 3> count{};
  for (const store::RunClass& c : run.classes) {
    const auto index = static_cast<std::size_t>(c.index);
    if (index >= perClass.size() || c.group < 0 || c.group > 2) continue;
    sum[static_cast<std::size_t>(c.group)] += perClass[index];
    ++count[static_cast<std::size_t>(c.group)];
  }
  for (std::size_t g = 0; g < 3; ++g) {
    sum[g] = count[g] > 0 ? sum[g] / count[g] : std::numeric_limits<double>::quiet_NaN();
  }
  return sum;
}

QString groupsText(const std::array<double, 3>& means) {
  return QStringLiteral("%1 / %2 / %3")
      .arg(percentText(means[0], 0), percentText(means[1], 0), percentText(means[2], 0));
}

const store::RunClass* worstClass(const RunData& run, const std::vector<double>& perClass) {
  const store::RunClass* worst = nullptr;
  for (const store::RunClass& c : run.classes) {
    const auto index = static_cast<std::size_t>(c.index);
    if (index >= perClass.size() || std::isnan(perClass[index])) continue;
    if (worst == nullptr || perClass[index] < perClass[static_cast<std::size_t>(worst->index)]) worst = &c;
  }
  return worst;
}

QString worstText(const RunData& run, const std::vector<double>& perClass) {
  const store::RunClass* worst = worstClass(run, perClass);
  if (worst == nullptr) return QStringLiteral("–");
  return CurveTiles::tr("%1 %2 %").arg(text(worst->name),
                                       percentText(perClass[static_cast<std::size_t>(worst->index)], 0));
}

}  // namespace

Tile::Tile(const QString& title, QWidget* parent) : QFrame(parent), title_(title) {
  setProperty("kind", QStringLiteral("card"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(14, 10, 14, 10);
  layout->setSpacing(2);
  auto* name = new QLabel(title, this);
  name->setProperty("kind", QStringLiteral("muted"));
  figure_ = new QLabel(this);
  figure_->setProperty("kind", QStringLiteral("figure"));
  figure_->setAccessibleName(title);
  basis_ = new QLabel(this);
  basis_->setProperty("kind", QStringLiteral("muted"));
  for (QLabel* label : {name, figure_, basis_}) {
    label->setTextFormat(Qt::PlainText);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    layout->addWidget(label);
  }
  setMinimumWidth(110);
}

void Tile::set(const QString& figure, const QString& basis, const QString& tip) {
  figureText_ = figure;
  basisText_ = basis;
  setToolTip(tip.isEmpty() ? basis : tip);
  figure_->setAccessibleDescription(QStringLiteral("%1, %2").arg(figure, basis));
  elide();
}

QString Tile::figure() const {
  return figureText_;
}
QString Tile::basis() const {
  return basisText_;
}

void Tile::elide() {
  const int room = std::max(20, contentsRect().width() - 28);
  for (const auto& [label, full] : {std::pair{figure_, figureText_}, std::pair{basis_, basisText_}}) {
    label->setText(label->fontMetrics().elidedText(full, Qt::ElideRight, room));
  }
}

void Tile::resizeEvent(QResizeEvent* event) {
  QFrame::resizeEvent(event);
  elide();
}

CurveTiles::CurveTiles(QWidget* parent) : QWidget(parent) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(12);
  overall_ = new Tile(tr("Overall"), this);
  groups_ = new Tile(tr("Many / medium / few"), this);
  worst_ = new Tile(tr("Worst class"), this);
  gap_ = new Tile(tr("Gap to twin"), this);
  const std::array<std::pair<Tile*, const char*>, 4> names{
      {{overall_, "overall"}, {groups_, "groups"}, {worst_, "worst"}, {gap_, "gap"}}};
  for (const auto& [tile, name] : names) {
    tile->setObjectName(QLatin1String(name));
    layout->addWidget(tile, 1);
  }
  setRun(nullptr, nullptr, false);
}

void CurveTiles::setRun(std::shared_ptr<const RunData> run, std::shared_ptr<const RunData> twin,
                        bool twinExists) {
  const QString none = QStringLiteral("–");
  if (!run) {
    for (Tile* tile : {overall_, groups_, worst_, gap_}) tile->set(none, tr("no run selected"));
    return;
  }
  const std::string live = store::liveAccuracyMetric(run->record.spec.mode);
  const std::string probe = store::metric::kProbeAccuracy;
  const std::vector<double> liveClasses = lastPerClass(*run, live);
  const std::vector<double> probeClasses = lastPerClass(*run, probe);
  const auto liveSeries = run->metrics.find(live);
  const auto probeSeries = run->metrics.find(probe);
  const bool hasLive = liveSeries != run->metrics.end() && !liveSeries->second.values.empty();
  const bool hasProbe = probeSeries != run->metrics.end() && !probeSeries->second.values.empty();
  if (!hasLive && !hasProbe) {
    const QString wait = run->record.status == store::RunStatus::Queued ? tr("starts when it is its turn")
                                                                        : tr("not evaluated yet");
    overall_->set(none, wait);
    groups_->set(none, wait);
    worst_->set(none, wait);
    showGap(*run, twin.get(), twinExists);
    return;
  }
  const QString liveName = metricName(live);
  const QString epoch =
      hasLive ? tr("%1, epoch %2").arg(liveName).arg(liveSeries->second.epochs.back()) : QString();
  const auto basis = [&](const QString& probed) {
    if (!hasProbe) return epoch;
    return hasLive ? tr("probe: %1").arg(probed) : tr("probe");
  };
  const auto figure = [&](const QString& fromLive, const QString& fromProbe) {
    return hasLive ? fromLive : fromProbe;
  };
  const QString probeOverall =
      hasProbe ? tr("%1 %").arg(percentText(probeSeries->second.values.back())) : none;
  QStringList factors;
  for (const auto& [name, series] : run->metrics) {
    if (name == probe || !name.starts_with(store::metric::kFactorProbePrefix) || series.values.empty())
      continue;
    factors.append(
        tr("probe of %1: %2 %")
            .arg(text(name.substr(std::char_traits<char>::length(store::metric::kFactorProbePrefix))),
                 percentText(series.values.back())));
  }
  QString overallTip = tr("Share of the test images that are classified correctly (%1).").arg(epoch);
  if (hasProbe) overallTip += tr("\nLinear probe on the frozen features: %1").arg(probeOverall);
  if (!factors.isEmpty()) overallTip += u'\n' + factors.join(u'\n');
  overall_->set(
      figure(hasLive ? tr("%1 %").arg(percentText(liveSeries->second.values.back())) : none, probeOverall),
      hasProbe && hasLive ? tr("%1; probe: %2").arg(liveName, probeOverall) : basis(probeOverall),
      overallTip);
  const auto probeGroups = groupMeans(*run, probeClasses);
  groups_->set(
      figure(groupsText(groupMeans(*run, liveClasses)), groupsText(probeGroups)),
      basis(groupsText(probeGroups)),
      tr("Mean accuracy in % over the third of the classes with many, medium and few training images."));
  worst_->set(figure(worstText(*run, liveClasses), worstText(*run, probeClasses)),
              basis(worstText(*run, probeClasses)));
  showGap(*run, twin.get(), twinExists);
}

void CurveTiles::showGap(const RunData& run, const RunData* twin, bool twinExists) {
  const QString none = QStringLiteral("–");
  if (!twinExists) {
    if (run.record.spec.balancedTwin) {
      gap_->set(tr("no pair yet"), tr("add its imbalanced run"),
                tr("The gap compares this balanced run with the same run on imbalanced data.\n"
                   "Clone it to the form, untick “Balanced twin” and press Start."));
    } else {
      gap_->set(tr("no twin yet"), tr("“+ twin”, Start"),
                tr("The gap compares this run with the same run on as many images, but balanced.\n"
                   "Clone it to the form, switch on “+ twin” and press Start."));
    }
    return;
  }
  const auto gap = twin != nullptr ? twinGap(run, *twin) : std::nullopt;
  if (!gap) {
    gap_->set(
        none, tr("waits for values of both"),
        tr("The twin is in the list; the gap follows as soon as both have an accuracy at the same epoch."));
    return;
  }
  const bool probe = gap->metric == store::metric::kProbeAccuracy;
  const QString basis =
      probe ? tr("by probe") : tr("by %1, epoch %2").arg(metricName(gap->metric)).arg(gap->epoch);
  gap_->set(
      tr("%1 %").arg(percentText(gap->gap)), basis,
      tr("Relative gap: (balanced − imbalanced) / balanced = (%1 − %2) / %1, %3.\nTwin: %4")
          .arg(percentText(gap->balanced), percentText(gap->imbalanced), basis, text(twin->record.name)));
}

}  // namespace skewscope::ui
