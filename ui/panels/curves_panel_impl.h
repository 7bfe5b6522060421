#pragma once

#include <QHash>
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "ui/models/newest_job.h"
#include "ui/models/store_service.h"
#include "ui/panels/curve_grid.h"
#include "ui/panels/curves_panel.h"
#include "ui/plots/curve_set.h"
#include "ui/plots/plot_ranges.h"

class QButtonGroup;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace skewscope::ui {

class ClassMenu;
class CurveControls;
class CurveTiles;
class RunKey;
class TitleLine;
class WeightChartView;

inline constexpr std::array<CurvesPanel::View, 5> kCurvesViews{
    CurvesPanel::View::PerClass, CurvesPanel::View::Groups, CurvesPanel::View::Overall,
    CurvesPanel::View::Loss, CurvesPanel::View::Weights};

/// What the curves of a view are; those of the weights are none, and stand for the loss.
CurveView curveView(CurvesPanel::View view);

/// The parts of the panel and what passes between them; for curves_panel*.cpp alone.
struct CurvesPanel::Impl {
  CurvesPanel* panel;
  StoreService& store;
  View view = View::PerClass;
  QStringList runs;  ///< selected, the first one leads
  QString twin;      ///< id of the first run's twin, or empty
  QHash<QString, std::shared_ptr<const RunData>> data;
  std::shared_ptr<const std::vector<store::RunRecord>> all;
  bool anyRuns = false;
  QString isolated;                        ///< isolationOf() a group or a run; classes have their menu
  std::optional<PlotRanges> wantedRanges;  ///< zoom for when all runs are read
  struct Built {
    GridCurves curves;
    QStringList runs;  ///< selected then and read
  };
  NewestJob<Built> building{[this](const Built& built, bool newest) { show(built, newest); }};

  TitleLine* title = nullptr;
  CurveControls* controls = nullptr;
  RunKey* key = nullptr;
  QLabel* caption = nullptr;
  QStackedWidget* stack = nullptr;
  QLabel* emptyTitle = nullptr;
  QLabel* emptyText = nullptr;
  CurveGrid* plots = nullptr;
  WeightChartView* weights = nullptr;
  CurveTiles* tiles = nullptr;
  ClassMenu* classes = nullptr;
  QToolButton* exportButton = nullptr;
  QButtonGroup* chips = nullptr;
  QList<QAction*> actions, viewActions;
  QAction* exportAction = nullptr;

  Impl(CurvesPanel* p, StoreService& s) : panel(p), store(s) {}

  void build();
  QWidget* buildHeader();
  QWidget* buildEmptyPage();
  void buildActions();
  void takeRuns();
  void rewatch();
  void refresh();
  /// `newest`: no others are on their way.
  void show(const Built& built, bool newest);
  void showKey(const CurveSet& set);
  CurveRequest request(bool dark) const;
  void exportFigure();
  void clicked(const QString& what, Qt::KeyboardModifiers keys);
  void bringAllBack();
};

}  // namespace skewscope::ui
