#include "ui/panels/run_column_menu.h"

#include <QAction>
#include <QHeaderView>
#include <map>
#include <set>

#include "core/compare/metric_title.h"
#include "core/spec/options.h"
#include "ui/models/aggregate_words.h"
#include "ui/models/run_table_model.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

/// Columns that are there from the start; the others are one click away in the header's menu.
bool shownAtFirst(int column) {
  return column == RunTableModel::Name || column == RunTableModel::Status ||
         column == RunTableModel::Accuracy;
}

}  // namespace

RunColumnMenu::RunColumnMenu(RunTableModel& model, QHeaderView& header, QWidget* parent)
    : QMenu(parent), model_(model), header_(header) {
  setTitle(tr("Columns"));
  // Of the rows in sight: measuring a thousand takes longer than a frame.
  header.setResizeContentsPrecision(0);
  for (int column = 0; column < RunTableModel::ColumnCount; ++column) {
    header.setSectionResizeMode(
        column, column == RunTableModel::Name ? QHeaderView::Stretch : QHeaderView::ResizeToContents);
    header.setSectionHidden(column, !shownAtFirst(column));
  }
  for (int column = 1; column < RunTableModel::ColumnCount; ++column) {
    QAction* toggle =
        addAction(model.headerData(column, Qt::Horizontal, RunTableModel::FullTitleRole).toString());
    toggle->setCheckable(true);
    connect(toggle, &QAction::triggered, this, [this, column](bool on) {
      header_.setSectionHidden(column, !on);
      emit changed();
    });
  }
  showState();
  addSeparator();
  QMenu* options = addMenu(tr("Option"));
  QMenu* metrics = addMenu(tr("Metric"));
  addSeparator();
  QAction* differences = addAction(tr("Differences to the baseline"));
  differences->setObjectName(QStringLiteral("differences"));
  differences->setCheckable(true);
  connect(differences, &QAction::triggered, this, [this](bool on) {
    model_.setDifferences(on);
    emit differencesChanged();
  });
  connect(this, &QMenu::aboutToShow, this, [this, options, metrics, differences] {
    showState();
    differences->setChecked(model_.differences());
    differences->setEnabled(!model_.baseline().isEmpty());
    fillOptions(*options);
    fillMetrics(*metrics);
  });
}

void RunColumnMenu::showState() {
  const auto toggles = actions();
  for (int i = 0; i + 1 < RunTableModel::ColumnCount; ++i)
    toggles[i]->setChecked(!header_.isSectionHidden(i + 1));
}

void RunColumnMenu::setExtraColumns(const QStringList& keys) {
  model_.setExtraColumns(keys);
  for (int column = RunTableModel::ColumnCount; column < model_.columnCount(); ++column)
    header_.setSectionResizeMode(column, QHeaderView::ResizeToContents);
}

void RunColumnMenu::addToggle(QMenu& menu, const QString& title, const QString& key) {
  QAction* toggle = menu.addAction(title);
  toggle->setCheckable(true);
  toggle->setChecked(model_.extraColumns().contains(key));
  connect(toggle, &QAction::triggered, this, [this, key](bool on) {
    QStringList keys = model_.extraColumns();
    keys.removeAll(key);
    if (on) keys.append(key);
    setExtraColumns(keys);
    emit changed();
  });
}

void RunColumnMenu::fillOptions(QMenu& menu) {
  menu.clear();
  std::map<spec::Group, QMenu*> groups;  // as the form has them
  for (const auto& option : spec::options()) {
    const QString key = QStringLiteral("option:") + text(std::string(option.name));
    if (!RunTableModel::isExtraColumn(key)) continue;
    QMenu*& group = groups[option.group];
    if (group == nullptr) group = menu.addMenu(optionText(std::string(spec::groupLabel(option.group))));
    addToggle(*group, optionText(option.label), key);
  }
}

void RunColumnMenu::fillMetrics(QMenu& menu) {
  menu.clear();
  std::set<std::string> names;
  for (int row = 0; row < model_.rowCount(); ++row) {
    for (const auto& [name, summary] : model_.run(row).summaries) names.insert(name);
  }
  menu.setEnabled(!names.empty());
  for (const std::string& name : names) {
    QMenu* of = menu.addMenu(optionText(compare::metricTitle(name)));
    for (const compare::Aggregate each : compare::aggregates())
      addToggle(*of, aggregateChoice(each), text(compare::keyOf(compare::RunColumn{{}, {name, each}})));
  }
}

}  // namespace skewscope::ui
