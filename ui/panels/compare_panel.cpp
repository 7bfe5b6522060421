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
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <limits>

#include "core/compare/difference.h"
#include "ui/models/store_service.h"
#include "ui/panels/chip.h"
#include "ui/panels/copy_chip.h"
#include "ui/panels/significance_dialog.h"
#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr int kLeastColumn = 96, kMostColumn = 220, kRowHeight = 24, kHeaderPadding = 20;
constexpr int kSectionRole = Qt::UserRole;

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
  std::vector<compare::ComparedRun> runs;  ///< those of `ids` that have been read
  std::vector<compare::Line> lines;
  QSet<int> folded;    ///< sections
  QString baselineId;  ///< "": none
  QButtonGroup* chips = nullptr;
  QComboBox* baseline = nullptr;
  QToolButton* copy = nullptr;
  QPushButton* better = nullptr;
  QTreeWidget* tree = nullptr;
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
        return compare::differenceTable(runs, lines, view(), !report::isForPrograms(format)).write(format);
      },
      header);
  row->addWidget(copy);
  better = makeChip(tr("A better than B?"),
                    tr("Paired bootstrap over test images and seeds, in words for a paper"), header);
  better->setObjectName(QStringLiteral("better"));
  better->setCheckable(false);
  connect(better, &QPushButton::clicked, panel, [this] {
    std::vector<store::RunRecord> records;
    for (const auto& run : runs) records.push_back(run.record);
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
  tree = new QTreeWidget(panel);
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
  const auto fold = [this](QTreeWidgetItem* item, bool away) {
    if (item->parent() != nullptr) return;
    const int section = item->data(0, kSectionRole).toInt();
    if (away) {
      folded.insert(section);
    } else {
      folded.remove(section);
    }
    emit panel->viewChanged();
  };
  connect(tree, &QTreeWidget::itemCollapsed, panel, [fold](QTreeWidgetItem* item) { fold(item, true); });
  connect(tree, &QTreeWidget::itemExpanded, panel, [fold](QTreeWidgetItem* item) { fold(item, false); });
  connect(&store, &StoreService::runDataChanged, panel, [this](const RunDataList& found) {
    for (const auto& run : found) {
      if (const QString id = text(run->record.id); ids.contains(id)) data.insert(id, run);
    }
    if (panel->isVisible()) refresh();
  });
}

compare::DifferenceView ComparePanel::Impl::view() const {
  compare::DifferenceView wanted;
  wanted.all = chips->checkedId() == 1;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (text(runs[i].record.id) == baselineId) wanted.baseline = i;
  }
  return wanted;
}

void ComparePanel::Impl::refresh() {
  runs.clear();
  for (const QString& id : ids) {
    if (const auto known = data.value(id)) runs.push_back(comparedRun(*known));
  }
  lines = compare::compareRuns(runs);
  showBaselines();
  showLines();
}

void ComparePanel::Impl::showBaselines() {
  QStringList known, wanted{QString()};
  for (int i = 0; i < baseline->count(); ++i)
    known.append(baseline->itemData(i).toString() + baseline->itemText(i));
  for (const auto& run : runs) wanted.append(text(run.record.id) + text(run.record.name));
  wanted.first() = tr("No baseline");
  if (known != wanted) {  // an open list stays as it is while runs go on
    baseline->clear();
    baseline->addItem(tr("No baseline"), QString());
    for (const auto& run : runs) baseline->addItem(text(run.record.name), text(run.record.id));
  }
  baseline->setCurrentIndex(std::max(baseline->findData(baselineId), 0));
}

void ComparePanel::Impl::showLines() {
  const bool enough = runs.size() > 1;
  const auto wanted = view();
  const bool any = std::ranges::any_of(lines, [&](const auto& line) { return wanted.all || line.differs; });
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
  tree->clear();
  tree->setColumnCount(static_cast<int>(runs.size()) + 1);
  auto* head = tree->headerItem();
  head->setText(0, QString());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const int column = static_cast<int>(i) + 1;
    const auto& record = runs[i].record;
    head->setToolTip(column, text(record.name));
    head->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  }
  QTreeWidgetItem* parent = nullptr;
  for (const auto& line : lines) {
    if (!wanted.all && !line.differs) continue;
    const int section = static_cast<int>(line.section);
    if (parent == nullptr || parent->data(0, kSectionRole).toInt() != section) {
      parent = new QTreeWidgetItem(tree, {optionText(compare::sectionTitle(line.section))});
      parent->setData(0, kSectionRole, section);
      parent->setFirstColumnSpanned(true);
      parent->setSizeHint(0, QSize(0, kRowHeight));
      QFont bold = tree->font();
      bold.setBold(true);
      parent->setFont(0, bold);
      parent->setExpanded(!folded.contains(section));
    }
    // What it is about has a translation, the name of a class has none.
    const QString what = line.title.empty() ? QString() : optionText(line.title);
    const QString title = text(compare::lineTitle(what.toStdString(), line.className));
    auto* item = new QTreeWidgetItem(parent, {title});
    item->setToolTip(0, title);
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const int column = static_cast<int>(i) + 1;
      QString shown = line.displayed[i].empty() ? QStringLiteral("–") : optionText(line.displayed[i]);
      if (const auto change =
              wanted.baseline ? compare::signedDifference(line, i, *wanted.baseline) : std::nullopt)
        shown = QStringLiteral("%1  (%2)").arg(shown, text(*change));
      item->setText(column, shown);
      item->setToolTip(column, shown);
      item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
      if (line.displayed[i].empty() || !line.differs) item->setForeground(column, tokens().muted);
    }
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
  const int share = (room - first) / std::max(tree->columnCount() - 1, 1);
  for (int column = 1; column < tree->columnCount(); ++column) {
    const int width = std::clamp(share, kLeastColumn, kMostColumn);
    tree->setColumnWidth(column, width);
    const auto run = static_cast<std::size_t>(column - 1);
    if (run < runs.size()) {
      tree->headerItem()->setText(column, wrapped(text(runs[run].record.name), tree->header()->fontMetrics(),
                                                  width - kHeaderPadding));
    }
  }
}

ComparePanel::ComparePanel(StoreService& store, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, store)) {
  impl_->build();
  impl_->refresh();
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
  impl_->refresh();  // nothing is computed for a tab at the back
}

}  // namespace skewscope::ui
