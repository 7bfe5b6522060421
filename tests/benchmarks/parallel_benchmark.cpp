// What parallel coordinates cost with a thousand runs over eight axes, offscreen, in milliseconds of one
// core, whatever else the machine does: until the panel has its chart, a picture of it, one with a range that
// is dragged, and one with the run under the pointer.
//
//   parallel_benchmark [PICTURE]     a PNG of the panel is written, to be looked at
#include <QApplication>
#include <QJsonArray>
#include <QMouseEvent>
#include <QPixmap>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

#include "core/spec/presets.h"
#include "ui/panels/parallel_panel.h"
#include "ui/plots/parallel_view.h"
#include "ui/theme/theme.h"

using namespace skewscope;
using namespace skewscope::ui;

namespace {

constexpr int kRuns = 1000, kRepeats = 21;

/// Runs that differ in seven options without one following from another, and in their accuracy.
std::vector<store::RunRecord> manyRuns() {
  std::vector<store::RunRecord> runs;
  for (int k = 0; k < kRuns; ++k) {
    store::RunRecord run;
    run.id = "run" + std::to_string(k);
    run.name = "run number " + std::to_string(k);
    run.spec = spec::defaults(spec::Preset::Quick, static_cast<spec::Mode>(k % 3), spec::Method::SimClr);
    run.spec.ratio = std::pow(10, -(k / 3 % 4));
    run.spec.batch = 32 << (k / 12 % 4);
    run.spec.learningRate = 0.01 * (1 + k / 48 % 5);
    run.spec.epochs = 50 * (1 + k / 240 % 5);
    run.spec.weightDecay = 1e-5 * (1 + k % 7);
    run.spec.width = 16 * (1 + k % 5);
    run.spec.seed = k % 11;
    run.spec.momentum = 0.8 + 0.02 * (k / 7 % 6);
    const double accuracy = 0.5 + 0.4 * std::sin(0.7 * k) * std::cos(0.013 * k);
    run.summaries["head_accuracy"] = {.last = accuracy, .best = accuracy, .meanLast5 = accuracy};
    runs.push_back(std::move(run));
  }
  return runs;
}

/// The middle of several times.
double milliseconds(const std::function<void()>& work) {
  std::vector<double> times;
  for (int k = 0; k < kRepeats; ++k) {
    const std::clock_t start = std::clock();
    work();
    times.push_back(1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  std::ranges::nth_element(times, times.begin() + kRepeats / 2);
  return times[kRepeats / 2];
}

}  // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication app(argc, argv);
  applyScheme(app, ColourScheme::Light);
  const auto runs = manyRuns();
  ParallelPanel panel([&] { return runs; });
  panel.setViewState({{QStringLiteral("added"), QJsonArray{QStringLiteral("option:weight_decay"),
                                                           QStringLiteral("option:momentum")}}});
  panel.resize(1000, 640);
  panel.show();
  QApplication::processEvents();
  auto& view = *panel.findChild<ParallelView*>();
  std::printf("%d runs, %zu axes, %d x %d pixels\n", kRuns, view.chart().axes.size(), view.width(),
              view.height());
  std::printf("chart from the records   %6.1f\n", milliseconds([&] { panel.runsChanged(); }));
  const auto drawn = [&] {
    while (view.isDrawing()) QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    view.grab();
  };
  std::printf("first picture            %6.1f\n", milliseconds([&] {
                view.setChart(ParallelChart(view.chart()));
                drawn();
              }));
  std::printf("picture again            %6.1f\n", milliseconds([&] { view.grab(); }));
  const auto mouse = [&](QEvent::Type type, QPointF at, Qt::MouseButton button, Qt::MouseButtons buttons) {
    QMouseEvent event(type, at, view.mapToGlobal(at), button, buttons, {});
    QApplication::sendEvent(&view, &event);
  };
  const auto on = [&](double position) { return QPointF(view.places().x(1), view.places().y(position)); };
  double position = 0.9;
  mouse(QEvent::MouseButtonPress, on(1), Qt::LeftButton, Qt::LeftButton);
  std::printf("a range that is dragged  %6.1f\n", milliseconds([&] {
                position -= 0.03;
                mouse(QEvent::MouseMove, on(position), Qt::NoButton, Qt::LeftButton);
                drawn();
              }));
  mouse(QEvent::MouseButtonRelease, on(position), Qt::LeftButton, Qt::NoButton);
  double x = view.places().x(2) + 15;
  std::printf("the pointer over a line  %6.1f\n", milliseconds([&] {
                x += 3;
                mouse(QEvent::MouseMove, {x, view.places().y(0.5)}, Qt::NoButton, Qt::NoButton);
                view.grab();
              }));
  std::printf("a line is found: %s\n", view.hovered() >= 0 ? "yes" : "no");
  if (argc > 1) panel.grab().save(QString::fromLocal8Bit(argv[1]));
  return 0;
}
