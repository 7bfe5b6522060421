#include "ui/panels/saved_views_dialog.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/models/saved_views.h"
#include "ui/theme/text.h"

namespace skewscope::ui {

SavedViewsDialog::SavedViewsDialog(SavedViews& views, QWidget* parent)
    : QDialog(parent), views_(views), list_(new QListWidget(this)) {
  setWindowTitle(tr("Saved views"));
  resize(420, 360);
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(16, 16, 16, 16);
  rows->setSpacing(10);
  auto* explain = new QLabel(tr("What the window showed: runs, filter, columns, tab and the options of every "
                                "tab. “Save view …” in the "
                                "menu View adds one."),
                             this);
  explain->setProperty("kind", QStringLiteral("muted"));
  explain->setWordWrap(true);
  rows->addWidget(explain);
  list_->setObjectName(QStringLiteral("savedViews"));
  list_->setAccessibleName(windowTitle());
  list_->setSpacing(2);
  list_->setEditTriggers(QAbstractItemView::EditKeyPressed);
  rows->addWidget(list_, 1);
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  rows->addLayout(row);
  const auto button = [&](const QString& text, const char* name, auto what) {
    auto* made = new QPushButton(text, this);
    made->setObjectName(QLatin1String(name));
    made->setAutoDefault(false);
    connect(made, &QPushButton::clicked, this, what);
    row->addWidget(made);
    return made;
  };
  rename_ = button(tr("Rename"), "renameView", [this] { list_->editItem(list_->currentItem()); });
  delete_ = button(tr("Delete"), "deleteView", [this] { views_.remove(currentId()); });
  row->addStretch(1);
  button(tr("Close"), "close", [this] { reject(); });
  show_ = button(tr("Show"), "showView", [this] { choose(); });
  show_->setProperty("kind", QStringLiteral("primary"));
  auto* removal = new QAction(tr("Delete"), list_);
  removal->setShortcut(QKeySequence::Delete);
  removal->setShortcutContext(Qt::WidgetShortcut);
  list_->addAction(removal);
  connect(removal, &QAction::triggered, delete_, &QPushButton::click);
  connect(list_, &QListWidget::itemActivated, this, [this] { choose(); });
  connect(list_, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
    const QString title = item->text().simplified();
    views_.rename(item->data(Qt::UserRole).toString(), title);
    if (title.isEmpty()) fill();
  });
  connect(&views, &SavedViews::changed, this, [this] { fill(); });
  fill();
  list_->setFocus();
}

void SavedViewsDialog::fill() {
  const QSignalBlocker quiet(list_);
  const QString before = currentId();
  const int place = list_->currentRow();
  list_->clear();
  int row = std::min(std::max(place, 0), static_cast<int>(views_.all().size()) - 1);
  for (const store::ViewRecord& view : views_.all()) {
    auto* item = new QListWidgetItem(text(view.title), list_);
    item->setFlags(item->flags() | Qt::ItemIsEditable);
    item->setData(Qt::UserRole, text(view.id));
    if (text(view.id) == before) row = list_->count() - 1;
  }
  list_->setCurrentRow(row);
  for (QPushButton* each : {show_, rename_, delete_}) each->setEnabled(row >= 0);
}

QString SavedViewsDialog::currentId() const {
  const QListWidgetItem* item = list_->currentItem();
  return item != nullptr ? item->data(Qt::UserRole).toString() : QString();
}

void SavedViewsDialog::choose() {
  const QString id = currentId();
  if (id.isEmpty()) return;
  accept();
  emit chosen(id);
}

}  // namespace skewscope::ui
