#include "ui/plots/experiment_chart.h"

#include <algorithm>
#include <utility>

#include "core/spec/choices.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using experiment::Kind;
using experiment::Row;

/// Without the unit, which the axis has: "Gap (%)" -> "Gap".
QString nameOf(const experiment::Measure& measure) {
  QString name = optionText(measure.title);
  return name.remove(QStringLiteral(" (%)"));
}

/// The setting of a row without its method: what tells it from rows of the same method in this experiment.
QStringList settingOf(const experiment::Settings& settings, const Row& row) {
  QStringList lines;
  if (settings.kind == Kind::HalfImages) {
    lines.append(text(row.dataset));
  } else {
    const bool profiles = settings.kind == Kind::RwSamTable || settings.kind == Kind::LossGap;
    if (profiles) lines.append(optionText(spec::choiceLabel(row.profile)));
    lines.append(QStringLiteral("r = %1").arg(row.ratio));
  }
  if (settings.sizes.size() > 1) lines.append(ui::tr("size × %1").arg(row.size));
  return lines;
}

template <typename T>
std::size_t placeOf(std::vector<T>& all, const T& one) {
  const auto found = std::ranges::find(all, one);
  if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
  all.push_back(one);
  return all.size() - 1;
}

}  // namespace

std::vector<ExperimentView> experimentViews(const experiment::Settings& settings) {
  const auto measures = experiment::measures(settings);
  std::vector<ExperimentView> views;
  const auto together = [&](const QString& title, const char* first, const char* second) {
    ExperimentView view{title, {}};
    for (const char* key : {first, second}) {
      view.measures.push_back(static_cast<std::size_t>(
          std::ranges::find(measures, key, &experiment::Measure::key) - measures.begin()));
    }
    views.push_back(std::move(view));
  };
  if (settings.kind == Kind::LossGap)
    together(ui::tr("Frequent and rare classes"), "loss_gap_frequent", "loss_gap_rare");
  if (settings.kind == Kind::HalfImages)
    together(ui::tr("Attention on the left half"), "attention_left_frequent", "attention_left_rare");
  if (settings.kind == Kind::RelativeGap && !settings.target.empty())
    together(ui::tr("Gap in and out of domain"), "relative_gap", "ood_relative_gap");
  for (std::size_t m = 0; m < measures.size(); ++m) views.push_back({nameOf(measures[m]), {m}});
  if (const std::size_t main = experiment::mainMeasure(settings); views.size() == measures.size())
    std::rotate(views.begin(), views.begin() + static_cast<std::ptrdiff_t>(main),
                views.begin() + static_cast<std::ptrdiff_t>(main) + 1);
  return views;
}

BarChart experimentChart(const experiment::Settings& settings, const std::vector<Row>& rows,
                         const ExperimentView& view, bool dark) {
  const auto measures = experiment::measures(settings);
  BarChart chart;
  chart.measure = view.measures.size() == 1 ? nameOf(measures.at(view.measures.front())) : view.title;
  chart.title = text(experiment::titleOf(settings)) + QStringLiteral(": ") + chart.measure;
  chart.percent = measures.at(view.measures.front()).share;
  chart.yTitle = chart.measure + (chart.percent ? QStringLiteral(" (%)") : QString());
  chart.message =
      ui::tr("No bars yet: they grow here as the experiment's runs end. Start works the queue off.");
  std::vector<QString> names;
  struct Bar {
    std::size_t category, series;
    report::Band band;
  };
  std::vector<Bar> bars;
  for (const Row& row : rows) {
    QStringList category = settingOf(settings, row);
    if (view.measures.size() > 1) category.prepend(optionText(row.line));
    const std::size_t place = placeOf(chart.categories, category);
    for (const std::size_t m : view.measures) {
      const QString name = view.measures.size() > 1 ? nameOf(measures[m]) : optionText(row.line);
      bars.push_back({place, placeOf(names, name), row.values.at(m)});
    }
  }
  for (std::size_t s = 0; s < names.size(); ++s)
    chart.series.push_back(
        {names[s], runColour(static_cast<int>(s), dark), std::vector<report::Band>(chart.categories.size())});
  for (const Bar& bar : bars) chart.series[bar.series].bars[bar.category] = bar.band;
  return chart;
}

}  // namespace skewscope::ui
