#include "ui/panels/curve_tiles.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStringList>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ui/models/run_data.h"
#include "ui/models/run_facts.h"
#include "ui/models/twin_gap.h"
#include "ui/plots/curve_set.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr int kMargin = 10;  ///< left and right of a tile's text

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
    // Of an imported run nobody knows which classes have few images.
    if (store::isImported(run.record) || index >= perClass.size() || c.group < 0 || c.group > 2) continue;
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

/// All classes that share the lowest accuracy, in the order of the data set.
std::vector<const store::RunClass*> worstClasses(const RunData& run, const std::vector<double>& perClass) {
  std::vector<const store::RunClass*> worst;
  double lowest = std::numeric_limits<double>::infinity();
  for (const store::RunClass& c : run.classes) {
    const auto index = static_cast<std::size_t>(c.index);
    if (index >= perClass.size() || std::isnan(perClass[index]) || perClass[index] > lowest) continue;
    if (perClass[index] < lowest) worst.clear();
    lowest = perClass[index];
    worst.push_back(&c);
  }
  return worst;
}

/// "0 %  hexagon", "0 %  8 classes": the number first, since a narrow tile cuts the end off.
QString worstText(const RunData& run, const std::vector<double>& perClass) {
  const auto worst = worstClasses(run, perClass);
  if (worst.empty()) return QStringLiteral("–");
  const QString value = percentText(perClass[static_cast<std::size_t>(worst.front()->index)], 0);
  const QString which = worst.size() == 1
                            ? text(worst.front()->name)
                            : CurveTiles::tr("%n classes", nullptr, static_cast<int>(worst.size()));
  return CurveTiles::tr("%1 %  %2").arg(value, which);
}

QString worstTip(const RunData& run, const std::vector<double>& perClass, const QString& metric) {
  constexpr std::size_t kMostNames = 20;
  const auto worst = worstClasses(run, perClass);
  QStringList names;
  for (const store::RunClass* c : worst) {
    if (names.size() < static_cast<qsizetype>(kMostNames)) names.append(text(c->name));
  }
  QString list = names.join(QStringLiteral(", "));
  if (worst.size() > kMostNames) list += CurveTiles::tr(" and %1 more").arg(worst.size() - kMostNames);
  return CurveTiles::tr("Lowest accuracy of a class by %1: %2").arg(metric, list);
}

}  // namespace

Tile::Tile(const QString& title, QWidget* parent) : QFrame(parent), title_(title) {
  setProperty("kind", QStringLiteral("card"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(kMargin, 10, kMargin, 10);
  layout->setSpacing(2);
  name_ = new QLabel(title, this);
  name_->setProperty("kind", QStringLiteral("muted"));
  figure_ = new QLabel(this);
  figure_->setProperty("kind", QStringLiteral("figure"));
  figure_->setAccessibleName(title);
  basis_ = new QLabel(this);
  basis_->setProperty("kind", QStringLiteral("muted"));
  for (QLabel* label : {name_, figure_, basis_}) {
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
  const int room = std::max(20, contentsRect().width() - 2 * kMargin);
  for (const auto& [label, full] :
       {std::pair{name_, title_}, std::pair{figure_, figureText_}, std::pair{basis_, basisText_}}) {
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
  groups_ = new Tile(tr("Many/medium/few"), this);
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
  const std::string live = store::liveAccuracyMetric(run->record);
  const bool imported = store::isImported(run->record);
  const std::string probe = store::metric::kProbeAccuracy;
  const std::vector<double> liveClasses = lastPerClass(*run, live);
  const std::vector<double> probeClasses = lastPerClass(*run, probe);
  const auto liveSeries = run->metrics.find(live);
  const auto probeSeries = run->metrics.find(probe);
  const bool hasLive = liveSeries != run->metrics.end() && !liveSeries->second.values.empty();
  const bool hasProbe = probeSeries != run->metrics.end() && !probeSeries->second.values.empty();
  if (!hasLive && !hasProbe) {
    const QString wait = imported                                         ? tr("no accuracy was imported")
                         : run->record.status == store::RunStatus::Queued ? tr("starts when it is its turn")
                                                                          : tr("not evaluated yet");
    overall_->set(none, wait);
    groups_->set(none, wait);
    worst_->set(none, wait);
    showGap(*run, twin.get(), twinExists);
    return;
  }
  const QString liveName = metricName(live);
  const QString headlineName = hasProbe ? metricName(probe) : liveName;
  const QString liveBasis =
      hasLive ? tr("%1, epoch %2").arg(liveName).arg(liveSeries->second.epochs.back()) : QString();
  // Until there is a probe the small line says where the figure is from, afterwards the live figure as well.
  const auto basis = [&](const QString& fromLive) {
    if (!hasProbe) return liveBasis;
    return hasLive ? tr("%1; %2 %3").arg(headlineName, liveName, fromLive) : headlineName;
  };
  const auto percentOf = [&](bool known, const auto& series) {
    return known ? tr("%1 %").arg(percentText(series->second.values.back())) : none;
  };
  const QString liveOverall = percentOf(hasLive, liveSeries);
  const QString probeOverall = percentOf(hasProbe, probeSeries);
  QString overallTip = tr("Share of the test images that are classified correctly.");
  if (hasProbe) overallTip += tr("\nLinear probe on the frozen features: %1").arg(probeOverall);
  if (hasLive) overallTip += u'\n' + QStringLiteral("%1: %2").arg(liveBasis, liveOverall);
  for (const auto& [name, series] : run->metrics) {
    if (name == probe || !name.starts_with(store::metric::kFactorProbePrefix) || series.values.empty())
      continue;
    overallTip +=
        u'\n' + tr("probe of %1: %2 %")
                    .arg(text(name.substr(std::char_traits<char>::length(store::metric::kFactorProbePrefix))),
                         percentText(series.values.back()));
  }
  const std::vector<double>& headline = hasProbe ? probeClasses : liveClasses;
  overall_->set(hasProbe ? probeOverall : liveOverall, basis(liveOverall), overallTip);
  if (imported) {
    groups_->set(none, tr("not known of imported runs"));
  } else {
    groups_->set(
        groupsText(groupMeans(*run, headline)), basis(groupsText(groupMeans(*run, liveClasses)).remove(u' ')),
        tr("Mean accuracy in % over the third of the classes with many, medium and few training images.") +
            u'\n' + basis(groupsText(groupMeans(*run, liveClasses))));
  }
  QString tip = worstTip(*run, headline, headlineName);
  if (hasProbe && hasLive) tip += u'\n' + worstTip(*run, liveClasses, liveName);
  worst_->set(worstText(*run, headline), basis(worstText(*run, liveClasses)), tip);
  showGap(*run, twin.get(), twinExists);
}

void CurveTiles::showGap(const RunData& run, const RunData* twin, bool twinExists) {
  const QString none = QStringLiteral("–");
  if (store::isImported(run.record)) {
    gap_->set(none, tr("imported"),
              tr("The gap compares a run with its balanced twin; an imported run has none."));
    return;
  }
  if (!twinExists) {
    if (run.record.spec.balancedTwin) {
      gap_->set(tr("no pair yet"), tr("add its imbalanced run"),
                tr("The gap compares this balanced run with the same run on imbalanced data.\n"
                   "Clone it to the form, untick “Balanced twin” and press Start."));
    } else {
      gap_->set(tr("no twin yet"), tr("queue it in the tab Gap"),
                tr("The gap compares this run with the same run on as many images, but balanced.\n"
                   "The tab Gap has a button that queues the twins that are missing."));
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
  const auto live = probe ? liveTwinGap(run, *twin) : std::nullopt;
  const QString basis = !probe ? tr("%1, epoch %2").arg(metricName(gap->metric)).arg(gap->epoch)
                        : live ? tr("probe; %1 %2 %").arg(metricName(live->metric), percentText(live->gap))
                               : metricName(gap->metric);
  gap_->set(tr("%1 %").arg(percentText(gap->gap)), basis,
            tr("Relative gap: (balanced − imbalanced) / balanced = (%1 − %2) / %1 by %3.\nTwin: %4")
                    .arg(percentText(gap->balanced), percentText(gap->imbalanced), metricName(gap->metric),
                         text(twin->record.name)) +
                (probe && live ? u'\n' + basis : QString()));
}

}  // namespace skewscope::ui
