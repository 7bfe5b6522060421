#include "ui/plots/weight_chart.h"

#include <gtest/gtest.h>

#include <QHelpEvent>
#include <QImage>
#include <QToolTip>
#include <cmath>

#include "tests/ui/support/screenshot.h"
#include "ui/models/run_data.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

/// A run with these weights and counts of its classes.
std::shared_ptr<const RunData> run(const std::string& id, const std::vector<std::int64_t>& counts,
                                   const std::vector<double>& weights) {
  auto data = std::make_shared<RunData>();
  data->record.id = id;
  data->record.name = "run " + id;
  data->record.specHash = "hash";
  data->record.engineVersion = "1.2";
  auto& series = data->classMetrics[store::metric::kWeight];
  series.epochs = {1};
  for (std::size_t c = 0; c < counts.size(); ++c) {
    const std::string name = "class" + std::to_string(c);
    data->classes.push_back({static_cast<int>(c), name, counts[c], c == 0 ? 0 : 2});
    series.values.push_back({weights[c]});
  }
  return data;
}

TEST(WeightChart, SaysWhyThereIsNoCorrelation) {
  WeightChartView view;
  view.setChart(weightChart({run("a", {100, 10}, {1, 2})}, false));
  EXPECT_TRUE(view.accessibleDescription().contains(QStringLiteral("1.00")));
  view.setChart(weightChart({run("a", {100, 10}, {1, 1})}, false));
  EXPECT_TRUE(view.accessibleDescription().contains(QStringLiteral("weigh the same")));
  view.setChart(weightChart({run("twin", {50, 50}, {0.9, 1.1})}, false));
  EXPECT_TRUE(view.accessibleDescription().contains(QStringLiteral("equally many images")));
}

TEST(WeightChart, CsvNamesRunsAndWhereTheyAreFrom) {
  const WeightChart chart = weightChart({run("a", {100, 10}, {1, 2}), run("none", {100, 10}, {0, 0})}, false);
  const QByteArray csv = weightChartCsv(chart);
  EXPECT_TRUE(csv.startsWith("# " + chart.title.toUtf8() + "\n# Skewscope "));
  EXPECT_TRUE(csv.contains("run a (run a) spec hash data - engine 1.2\n")) << csv.toStdString();
  EXPECT_TRUE(csv.contains("run_id,run,class,train_count,mean_weight\na,run a,class0,100,1\n"));
  EXPECT_FALSE(csv.contains("none"));
}

TEST(WeightChart, ManyRunsLeaveThePlotItsRoom) {
  std::vector<std::shared_ptr<const RunData>> runs;
  for (int i = 0; i < 40; ++i) runs.push_back(run(std::to_string(i), {1000, 10}, {0.5, 2}));
  WeightChartView view;
  view.resize(500, 300);
  view.setChart(weightChart(runs, false));
  view.show();
  screenshot(view, QStringLiteral("weights_of_many_runs"));
  // The pointer finds the points of both classes, the lighter one far below the other.
  const auto said = [&](const QPoint& at) {
    QToolTip::hideText();
    QHelpEvent event(QEvent::ToolTip, at, view.mapToGlobal(at));
    QCoreApplication::sendEvent(&view, &event);
    return event.isAccepted() ? QToolTip::text() : QString();
  };
  int heavy = 300, light = 0;
  for (int y = 40; y < 300; y += 5) {
    for (int x = 90; x < 500; x += 7) {
      const QString text = said({x, y});
      if (text.startsWith(QStringLiteral("class1, run "))) heavy = std::min(heavy, y);
      if (text.startsWith(QStringLiteral("class0, run "))) light = std::max(light, y);
    }
  }
  EXPECT_GT(light - heavy, 80);
}

}  // namespace
}  // namespace skewscope::ui
