#include "ui/panels/compare_panel.h"

#include <QAbstractItemView>
#include <QButtonGroup>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHash>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSet>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>
#include <limits>

#include "core/compare/difference.h"
#include "ui/models/difference_model.h"
#include "ui/models/newest_job.h"
#include "ui/models/store_service.h"
#include "ui/panels/chip.h"
#include "ui/panels/copy_chip.h"
#include "ui/panels/significance_dialog.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr int kLeastColumn = 96, kMostColumn = 220, kHeaderPadding = 20;

struct Compared {
  std::vector<compare::ComparedRun> runs;
  std::shared_ptr<const std::vector<compare::Line>> lines = std::make_shared<std::vector<compare::Line>>();
};

compare::ComparedRun comparedRun(const RunData& data) {
  compare::ComparedRun run{data.record, data.classes, {}};
  for (const auto& [metric, series] : data.classMetrics) {
    auto& last = run.perClass[metric];
    for (const auto& values : series.values)
      last.push_back(values.empty() ? std::numeric_limits<double>::quiet_NaN() : values.back());
  }
  return run;
}

/// `name` in as many lines as it takes; a word that is too long by itself loses its middle.
QString wrapped(const QString& name, const QFontMetrics& metrics, int width) {
  QStringList lines;
  for (const QString& word : name.split(u' ', Qt::SkipEmptyParts)) {
    const QString longer = lines.isEmpty() ? word : lines.last() + u' ' + word;
    if (!lines.isEmpty() && metrics.horizontalAdvance(longer) <= width) {
      lines.last() = longer;
    } else {
      lines.append(metrics.elidedText(word, Qt::ElideMiddle, width));
    }
  }
  return lines.join(u'\n');
}

}  // namespace

struct ComparePanel::Impl {
  ComparePanel* panel;
  StoreService& store;
  QStringList ids;
  QHash<QString, std::shared_ptr<const RunData>> data;
  Compared shown;  ///< those of `ids` that have been read
  NewestJob<Compared> comparing{[this](Compared made, bool) {
    shown = std::move(made);
    showBaselines();
    showLines();
  }};
  QSet<int> folded;    ///< sections
  QString baselineId;  ///< "": none
  QButtonGroup* chips = nullptr;
  QComboBox* baseline = nullptr;
  QToolButton* copy = nullptr;
  QPushButton* better = nullptr;
  QTreeView* tree = nullptr;
  DifferenceModel* model = nullptr;
  QLabel* empty = nullptr;
  QStackedWidget* pages = nullptr;

  Impl(ComparePanel* owner, StoreService& service) : panel(owner), store(service) {}

  void build();
  QWidget* buildHeader();
  void refresh();
  void showBaselines();
  void showLines();
  void fitColumns();
  compare::DifferenceView view() const;
};

QWidget* ComparePanel::Impl::buildHeader() {
  auto* header = new QWidget(panel);
  auto* row = new QHBoxLayout(header);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  chips = new QButtonGroup(header);
  const auto chip = [&](const QString& name, const QString& help, const char* object) {
    auto* button = makeChip(name, help, header);
    button->setObjectName(QLatin1String(object));
    chips->addButton(button, static_cast<int>(chips->buttons().size()));
    row->addWidget(button);
  };
  chip(tr("Differences"), tr("What is not the same in all of these runs"), "differences");
  chip(tr("Everything"), tr("What is the same too"), "everything");
  chips->button(0)->setChecked(true);
  row->addStretch(1);
  baseline = new QComboBox(header);
  baseline->setObjectName(QStringLiteral("baseline"));
  baseline->setAccessibleName(tr("Baseline"));
  baseline->view()->setAccessibleName(baseline->accessibleName());
  baseline->setToolTip(tr("Results of the other runs also as differences to this one"));
  baseline->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  baseline->setMinimumContentsLength(18);
  row->addWidget(baseline);
  copy = makeCopyChip(
      [this](report::TableFormat format) {
        return compare::differenceTable(shown.runs, *shown.lines, view(), !report::isForPrograms(format))
            .write(format);
      },
      header);
  row->addWidget(copy);
  better = makeChip(tr("A better than B?"),
                    tr("Paired bootstrap over test images and seeds, in words for a paper"), header);
  better->setObjectName(QStringLiteral("better"));
  better->setCheckable(false);
  connect(better, &QPushButton::clicked, panel, [this] {
    std::vector<store::RunRecord> records;
    for (const auto& run : shown.runs) records.push_back(run.record);
    auto* dialog = new SignificanceDialog(store, records, panel->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
  });
  row->addWidget(better);
  return header;
}

void ComparePanel::Impl::build() {
  auto* outer = new QVBoxLayout(panel);
  outer->setContentsMargins(16, 12, 16, 16);
  outer->setSpacing(8);
  outer->addWidget(buildHeader());
  tree = new QTreeView(panel);
  tree->setProperty("kind", QStringLiteral("table"));
  model = new DifferenceModel(tree);
  tree->setModel(model);
  tree->setObjectName(QStringLiteral("differences.table"));
  tree->setAccessibleName(tr("Runs side by side"));
  tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
  tree->setUniformRowHeights(true);
  tree->setRootIsDecorated(true);
  tree->setIndentation(14);
  tree->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  tree->header()->setSectionsMovable(false);
  tree->header()->setStretchLastSection(false);
  empty = new QLabel(panel);
  empty->setAlignment(Qt::AlignCenter);
  empty->setWordWrap(true);
  empty->setProperty("kind", QStringLiteral("muted"));
  pages = new QStackedWidget(panel);
  pages->addWidget(empty);
  pages->addWidget(tree);
  outer->addWidget(pages, 1);

  connect(chips, &QButtonGroup::idClicked, panel, [this] {
    showLines();
    emit panel->viewChanged();
  });
  connect(baseline, &QComboBox::activated, panel, [this](int index) {
    panel->setBaseline(baseline->itemData(index).toString());
    emit panel->baselineChosen(baselineId);
  });
  const auto fold = [this](const QModelIndex& row, bool away) {
    const int section = row.data(DifferenceModel::kSectionRole).toInt();
    if (away) {
      folded.insert(section);
    } else {
      folded.remove(section);
    }
    emit panel->viewChanged();
  };
  connect(tree, &QTreeView::collapsed, panel, [fold](const QModelIndex& row) { fold(row, true); });
  connect(tree, &QTreeView::expanded, panel, [fold](const QModelIndex& row) { fold(row, false); });
  connect(&store, &StoreService::runDataChanged, panel, [this](const RunDataList& found) {
    for (const auto& run : found) {
      if (const QString id = text(run->record.id); ids.contains(id)) data.insert(id, run);
    }
    refresh();
  });
}

compare::DifferenceView ComparePanel::Impl::view() const {
  compare::DifferenceView wanted;
  wanted.all = chips->checkedId() == 1;
  for (std::size_t i = 0; i < shown.runs.size(); ++i) {
    if (text(shown.runs[i].record.id) == baselineId) wanted.baseline = i;
  }
  return wanted;
}

/// Nothing is compared for a tab at the back.
void ComparePanel::Impl::refresh() {
  if (!panel->isVisible()) return;
  std::vector<std::shared_ptr<const RunData>> wanted;
  for (const QString& id : ids) {
    if (const auto known = data.value(id)) wanted.push_back(known);
  }
  comparing.ask([wanted] {
    Compared made;
    for (const auto& run : wanted) made.runs.push_back(comparedRun(*run));
    made.lines = std::make_shared<std::vector<compare::Line>>(compare::compareRuns(made.runs));
    return made;
  });
}

void ComparePanel::Impl::showBaselines() {
  QStringList known, wanted{QString()};
  for (int i = 0; i < baseline->count(); ++i)
    known.append(baseline->itemData(i).toString() + baseline->itemText(i));
  for (const auto& run : shown.runs) wanted.append(text(run.record.id) + text(run.record.name));
  wanted.first() = tr("No baseline");
  if (known != wanted) {  // an open list stays as it is while runs go on
    baseline->clear();
    baseline->addItem(tr("No baseline"), QString());
    for (const auto& run : shown.runs) baseline->addItem(text(run.record.name), text(run.record.id));
  }
  baseline->setCurrentIndex(std::max(baseline->findData(baselineId), 0));
}

void ComparePanel::Impl::showLines() {
  const bool enough = shown.runs.size() > 1;
  const auto wanted = view();
  const bool any =
      std::ranges::any_of(*shown.lines, [&](const auto& line) { return wanted.all || line.differs; });
  copy->setEnabled(enough && any);
  better->setEnabled(enough);
  baseline->setEnabled(enough);
  if (!enough || !any) {
    empty->setText(!enough ? tr("Choose two or more runs in the list on the left, with Ctrl or Shift: their "
                                "settings, class counts "
                                "and results stand here side by side.")
                           : tr("These runs differ in nothing but their names."));
    pages->setCurrentIndex(0);
    return;
  }
  const QSignalBlocker quiet(tree);
  const int down = tree->verticalScrollBar()->value(), across = tree->horizontalScrollBar()->value();
  QStringList names;
  for (const auto& run : shown.runs) names.append(text(run.record.name));
  model->setLines(shown.lines, names, wanted);
  for (int row = 0; row < model->rowCount(); ++row) {
    const QModelIndex section = model->index(row, 0);
    tree->setFirstColumnSpanned(row, {}, true);
    tree->setExpanded(section, !folded.contains(section.data(DifferenceModel::kSectionRole).toInt()));
  }
  fitColumns();
  pages->setCurrentIndex(1);
  tree->verticalScrollBar()->setValue(down);
  tree->horizontalScrollBar()->setValue(across);
}

/// All runs are in sight as long as each has room for a number.
void ComparePanel::Impl::fitColumns() {
  // That of the pages: the tree has none yet when it is shown for the first time.
  const int room = pages->width() - tree->verticalScrollBar()->sizeHint().width();
  tree->resizeColumnToContents(0);
  const int first = std::clamp(tree->columnWidth(0), kLeastColumn, std::max(kLeastColumn, room / 3));
  tree->setColumnWidth(0, first);
  const int share = (room - first) / std::max(model->columnCount() - 1, 1);
  for (int column = 1; column < model->columnCount(); ++column) {
    const int width = std::clamp(share, kLeastColumn, kMostColumn);
    tree->setColumnWidth(column, width);
    const QString name = model->headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString();
    model->setHeaderData(column, Qt::Horizontal,
                         wrapped(name, tree->header()->fontMetrics(), width - kHeaderPadding),
                         Qt::DisplayRole);
  }
}

ComparePanel::ComparePanel(StoreService& store, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, store)) {
  impl_->build();
  impl_->showBaselines();
  impl_->showLines();
}

ComparePanel::~ComparePanel() = default;

void ComparePanel::setRuns(const QStringList& runIds) {
  if (runIds == impl_->ids) return;
  impl_->ids = runIds;
  for (const QString& id : impl_->data.keys()) {
    if (!runIds.contains(id)) impl_->data.remove(id);
  }
  impl_->refresh();
}

void ComparePanel::setBaseline(const QString& runId) {
  if (runId == impl_->baselineId) return;
  impl_->baselineId = runId;
  impl_->showBaselines();
  impl_->showLines();
}

QJsonObject ComparePanel::viewState() const {
  QList<int> sections = impl_->folded.values();
  std::sort(sections.begin(), sections.end());
  QJsonArray folded;
  for (const int section : sections) folded.append(section);
  return {{QStringLiteral("everything"), impl_->chips->checkedId() == 1}, {QStringLiteral("folded"), folded}};
}

void ComparePanel::setViewState(const QJsonObject& state) {
  impl_->chips->button(state[QStringLiteral("everything")].toBool() ? 1 : 0)->setChecked(true);
  impl_->folded.clear();
  for (const auto& section : state[QStringLiteral("folded")].toArray()) impl_->folded.insert(section.toInt());
  impl_->showLines();
}

QByteArray ComparePanel::saveState() const {
  return QJsonDocument(viewState()).toJson(QJsonDocument::Compact);
}

void ComparePanel::restoreState(const QByteArray& state) {
  setViewState(QJsonDocument::fromJson(state).object());
}

void ComparePanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && impl_ && impl_->pages != nullptr) impl_->showLines();
}

void ComparePanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  impl_->fitColumns();
}

void ComparePanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  impl_->refresh();
}

}  // namespace skewscope::ui
