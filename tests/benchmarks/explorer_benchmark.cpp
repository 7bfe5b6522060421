// How the window feels with a thousand runs: time until it can be used, the longest that its event loop
// stands still while one works in it, alone and while four runs train, the time until fifty runs are drawn,
// and memory. Offscreen, in milliseconds.
//
//   explorer_benchmark [STORE]                  1,000 runs x 200 epochs x 10 classes
//   explorer_benchmark --classes-100 [STORE]    200 runs x 200 epochs x 100 classes
//
// STORE is made where it is not there (a few seconds). The part with training needs the engine beside this
// program or in $SKEWSCOPE_ENGINE, and adds four runs to the store.
#include <SQLiteCpp/SQLiteCpp.h>
#include <time.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTreeView>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <utility>

#include "core/base/system.h"
#include "core/spec/presets.h"
#include "core/store/store.h"
#include "tests/ui/support/made_up_runs.h"
#include "ui/engine/run_controller.h"
#include "ui/main_window.h"
#include "ui/models/run_table_model.h"
#include "ui/panels/curves_panel.h"
#include "ui/panels/run_list_panel.h"
#include "ui/plots/curve_plot.h"

using namespace skewscope;
using namespace skewscope::ui;

namespace {

constexpr int kTemplates = 20, kEpochs = 200;

struct Size {
  int runs = 1000;
  const char* dataset = "";  ///< empty: ten classes
};

/// Twenty runs as the engine writes them, and copies of their rows until there are as many as asked for.
void makeStore(const std::filesystem::path& path, const Size& size) {
  {
    const auto store = store::Store::open(path);
    for (int i = 0; i < kTemplates; ++i) {
      MadeUp made;
      made.mode = static_cast<spec::Mode>(i % 3);
      made.ratio = i % 2 == 0 ? 0.01 : 0.1;
      made.twin = i % 4 >= 2;
      made.seed = i / 3 + 1;
      made.epochs = made.done = kEpochs;
      made.dataset = size.dataset;
      addMadeUpRun(*store, made);
    }
  }
  SQLite::Database database(path.string(), SQLite::OPEN_READWRITE);
  SQLite::Transaction all(database);
  // As of an engine that evaluates every twentieth epoch, where the matrices are large.
  if (*size.dataset != 0) database.exec("DELETE FROM confusion WHERE epoch % 20 <> 0");
  std::string columns;
  SQLite::Statement info(database, "SELECT name FROM pragma_table_info('run')");
  while (info.executeStep()) {
    const std::string name = info.getColumn(0).getString();
    if (name != "number" && name != "id" && name != "name" && name != "created_ms") columns += ", " + name;
  }
  for (int i = kTemplates; i < size.runs; ++i) {
    const std::string from = std::to_string(i % kTemplates + 1);
    database.exec("INSERT INTO run (id, name, created_ms" + columns + ") SELECT '" + newUuid() +
                  "', name || ' copy " + std::to_string(i) + "', created_ms + " + std::to_string(i) +
                  columns + " FROM run WHERE number = " + from);
    const std::string to = std::to_string(database.getLastInsertRowid());
    for (const char* table : {"run_class", "metric", "class_metric", "confusion", "summary", "prediction"}) {
      std::string others;
      SQLite::Statement of(database, "SELECT name FROM pragma_table_info('" + std::string(table) + "')");
      while (of.executeStep()) {
        if (of.getColumn(0).getString() != "run") others += ", " + of.getColumn(0).getString();
      }
      database.exec("INSERT INTO " + std::string(table) + " (run" + others + ") SELECT " + to + others +
                    " FROM " + table + " WHERE run = " + from);
    }
  }
  all.commit();
}

/// How long the event loop stood still.
struct Standstill {
  double ms = 0;
  double computingMs = 0;  ///< that this thread was at work meanwhile; the rest, others had the core
};

/// The longest time between two turns of the event loop, of which one is due every millisecond. The thread
/// sleeps between them as a window's does; one that turned without a rest would use up its share of a core
/// and wait for the engines on account of the measurement.
class Watchdog : public QObject {
 public:
  Watchdog() {
    timer_.setTimerType(Qt::PreciseTimer);
    timer_.setInterval(1);
    connect(&timer_, &QTimer::timeout, this, &Watchdog::turn);
    timer_.start();
    restart();
  }
  Standstill take() {
    turn();
    return std::exchange(longest_, {});
  }

 private:
  static double threadMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
  }
  void restart() {
    clock_.restart();
    threadMs_ = threadMs();
  }
  void turn() {
    const double ms = static_cast<double>(clock_.nsecsElapsed()) / 1e6;
    if (ms > longest_.ms) longest_ = {ms, threadMs() - threadMs_};
    restart();
  }

  QTimer timer_;
  QElapsedTimer clock_;
  double threadMs_ = 0;
  Standstill longest_;
};

double peakMegabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

double msUntil(const std::function<bool()>& there, int limitMs = 60'000) {
  QElapsedTimer clock;
  clock.start();
  while (!there() && clock.elapsed() < limitMs)
    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
  return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

/// `work` in the running event loop, then half a second more; prints the longest standstill.
void stall(Watchdog& dog, const char* what, const std::function<void()>& work) {
  msUntil([] { return false; }, 300);
  dog.take();
  work();
  msUntil([] { return false; }, 500);
  const Standstill longest = dog.take();
  std::printf("%-46s %8.1f ms at a standstill, %6.1f of them computing (bar 16)\n", what, longest.ms,
              longest.computingMs);
  std::fflush(stdout);
}

/// The same while four runs train; their engines share the cores with this program.
int whileTraining(MainWindow& window, Watchdog& dog, RunListPanel& list, const QStringList& four,
                  QLineEdit& filter) {
  RunController& controller = window.controller();
  if (RunController::findEngine().isEmpty()) {
    std::printf("skewscope-engine is neither beside this program nor in $SKEWSCOPE_ENGINE: nothing trains\n");
    return 0;
  }
  window.findChild<QTabWidget*>()->setCurrentIndex(0);
  controller.setJobs(4);
  for (int seed = 1; seed <= 4; ++seed) {
    auto spec = spec::defaults(spec::Preset::Quick, spec::Mode::SelfSupervised, spec::Method::SimClr);
    spec.seed = nowMs() % 1'000'000 + seed;
    spec.epochs = 500;
    controller.enqueue(spec);
  }
  const auto trains = [&] {
    return controller.state() == RunController::State::Running && controller.runsInProgress().size() == 4;
  };
  msUntil(trains);
  if (!trains()) return 1;
  msUntil([] { return false; }, 8000);
  stall(dog, "4 runs train: their curves, 10 s", [&] {
    list.selectRuns(controller.runsInProgress());
    msUntil([] { return false; }, 10'000);
  });
  stall(dog, "4 runs train: filter, letter by letter", [&] {
    for (const QChar letter : QStringLiteral("mode:ssl")) {
      QTest::keyClick(&filter, letter.toLatin1());
      msUntil([] { return false; }, 120);
    }
    filter.clear();
  });
  stall(dog, "4 runs train: select 4 others", [&] { list.selectRuns(four); });
  controller.stop();
  msUntil([&] { return controller.state() == RunController::State::Idle; });
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QTemporaryDir folder;
  std::filesystem::path path = folder.filePath(QStringLiteral("big.skewscope")).toStdString();
  Size size;
  for (int i = 1; i < argc; ++i) {
    if (std::string(argv[i]) == "--classes-100") {
      size = {200, "cifar100"};
    } else {
      path = argv[i];
    }
  }
  if (!std::filesystem::exists(path)) makeStore(path, size);
  const int runs = static_cast<int>(SQLite::Database(path.string())
                                        .execAndGet("SELECT count(*) FROM run WHERE deleted_ms IS NULL")
                                        .getInt());
  std::printf("store: %d runs, %.0f MB\n", runs, static_cast<double>(std::filesystem::file_size(path)) / 1e6);

  QElapsedTimer start;
  start.start();
  QApplication application(argc, argv);
  WindowOptions options;
  options.store = path;
  options.settingsFile = folder.filePath(QStringLiteral("settings.ini"));
  options.scheme = ColourScheme::Light;
  MainWindow window(options);
  window.resize(1440, 900);
  window.show();
  auto* list = window.findChild<RunListPanel*>();
  auto* table = window.findChild<QTreeView*>(QStringLiteral("runs"));
  auto* plot = window.curves().findChild<CurvePlot*>();
  const auto drawn = [&](std::size_t count) {
    const auto& curves = plot->drawn().what.curves;
    return curves != nullptr && curves == plot->curves() && curves->runs.size() == count;
  };
  msUntil([&] { return table->model()->rowCount() == runs && drawn(1); });
  std::printf("%-46s %8.0f ms (bar 1000)\n", "start until runs and first curves are there",
              static_cast<double>(start.nsecsElapsed()) / 1e6);

  Watchdog dog;
  auto* filter = window.findChild<QLineEdit*>(QStringLiteral("filter"));
  stall(dog, "filter, letter by letter", [&] {
    for (const QChar letter : QStringLiteral("mode:ssl r<0.05")) {
      QTest::keyClick(filter, letter.toLatin1());
      msUntil([] { return false; }, 120);
    }
  });
  stall(dog, "filter cleared", [&] { filter->clear(); });
  stall(dog, "sort by accuracy", [&] { table->sortByColumn(RunTableModel::Accuracy, Qt::DescendingOrder); });
  stall(dog, "sort by name", [&] { table->sortByColumn(RunTableModel::Name, Qt::AscendingOrder); });
  stall(dog, "scroll to the end", [&] { table->scrollToBottom(); });
  const auto rows = [&](int count) {
    QStringList ids;
    for (int row = 0; row < count; ++row)
      ids.append(table->model()->index(row, 0).data(RunTableModel::IdRole).toString());
    return ids;
  };
  stall(dog, "select 4 runs", [&] { list->selectRuns(rows(4)); });
  stall(dog, "select 50 runs", [&] { list->selectRuns(rows(50)); });
  list->selectRuns(rows(1));
  msUntil([&] { return drawn(1); });
  list->selectRuns(rows(50));
  std::printf("%-46s %8.0f ms (bar 200)\n", "50 runs selected until they are drawn",
              msUntil([&] { return drawn(50); }));
  auto* tabs = window.findChild<QTabWidget*>();
  for (int tab = 1; tab < tabs->count(); ++tab) {
    const std::string name = "tab " + tabs->tabText(tab).toStdString() + ", 50 runs";
    stall(dog, name.c_str(), [&] { tabs->setCurrentIndex(tab); });
  }
  std::printf("%-46s %8.0f MB (bar 400)\n", "peak memory", peakMegabytes());
  return whileTraining(window, dog, *list, rows(4), *filter);
}
