#include "ui/panels/class_menu.h"

#include <QAction>
#include <QMenu>
#include <QPainter>
#include <QPixmap>
#include <QPolygonF>
#include <algorithm>

#include "ui/models/run_data.h"
#include "ui/models/run_facts.h"
#include "ui/panels/switch_menu.h"
#include "ui/plots/curve_set.h"
#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

/// A box in the colour of the class: filled and ticked, or an outline that steps back.
QPixmap classBox(const QColor& colour, bool shown) {
  QPixmap pixmap(32, 32);
  pixmap.setDevicePixelRatio(2);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  QColor line = colour;
  if (!shown) line.setAlphaF(0.5F);
  painter.setPen(QPen(line, 1.5));
  painter.setBrush(shown ? QBrush(colour) : QBrush(Qt::NoBrush));
  painter.drawRoundedRect(QRectF(1.5, 1.5, 13, 13), 3, 3);
  if (shown) {
    const bool onWhite = contrastRatio(Qt::white, colour) >= contrastRatio(Qt::black, colour);
    painter.setPen(QPen(onWhite ? Qt::white : Qt::black, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF{{4.5, 8.3}, {7, 10.8}, {11.5, 5.5}});
  }
  return pixmap;
}

/// Carries the check mark itself: a menu with a style sheet draws no mark beside an icon, but asks the icon
/// for the picture of its state.
QIcon classIcon(const QColor& colour) {
  QIcon icon;
  icon.addPixmap(classBox(colour, true), QIcon::Normal, QIcon::On);
  icon.addPixmap(classBox(colour, false), QIcon::Normal, QIcon::Off);
  return icon;
}

}  // namespace

ClassMenu::ClassMenu(QWidget* parent) : QToolButton(parent) {
  setProperty("kind", QStringLiteral("chip"));
  setPopupMode(QToolButton::InstantPopup);
  setAccessibleName(tr("Classes that are drawn"));
  setToolTip(
      tr("Which classes are drawn. A click on a curve or its label shows its class alone, Ctrl+click hides "
         "it."));
  setStyleSheet(
      QStringLiteral("QToolButton::menu-indicator { image: none; }"));  // the text carries the arrow
  setMenu(new SwitchMenu(this));
  connect(menu(), &QMenu::aboutToShow, this, &ClassMenu::fill);
  label();
}

void ClassMenu::setRun(const std::shared_ptr<const RunData>& run) {
  std::vector<Entry> entries;
  if (run) {
    int rank = 0;
    for (const int index : classesByRank(*run)) {
      const auto found = std::find_if(run->classes.begin(), run->classes.end(),
                                      [&](const auto& c) { return c.index == index; });
      if (found == run->classes.end()) continue;
      entries.push_back({index, rank++, found->group, ui::text(found->name), found->trainCount});
    }
  }
  if (entries == entries_) return;
  const bool sameClasses =
      entries_.empty() ||
      std::is_permutation(entries.begin(), entries.end(), entries_.begin(), entries_.end(),
                          [](const Entry& a, const Entry& b) { return a.name == b.name; });
  if (!entries.empty()) {
    if (!sameClasses) hidden_.clear();
    entries_ = std::move(entries);
  }
  label();
}

void ClassMenu::setHidden(const QSet<int>& hidden) {
  hidden_ = hidden;
  label();
}

void ClassMenu::apply(const QSet<int>& hidden) {
  if (hidden == hidden_) return;
  hidden_ = hidden;
  label();
  emit changed();
}

void ClassMenu::isolate(int index) {
  QSet<int> others;
  for (const Entry& entry : entries_) {
    if (entry.index != index) others.insert(entry.index);
  }
  apply(hidden_ == others ? QSet<int>() : others);
}

bool ClassMenu::isIsolated() const {
  const auto shown =
      std::ranges::count_if(entries_, [&](const Entry& entry) { return !hidden_.contains(entry.index); });
  return entries_.size() > 1 && shown == 1;
}

void ClassMenu::toggle(int index) {
  QSet<int> hidden = hidden_;
  if (!hidden.remove(index)) hidden.insert(index);
  apply(hidden);
}

void ClassMenu::showAll() {
  apply({});
}

void ClassMenu::showGroup(int group) {
  QSet<int> hidden;
  for (const Entry& entry : entries_) {
    if (entry.group != group) hidden.insert(entry.index);
  }
  apply(hidden);
}

void ClassMenu::fill() {
  menu()->clear();
  connect(menu()->addAction(tr("All classes")), &QAction::triggered, this, &ClassMenu::showAll);
  for (int group = 0; group < 3; ++group) {
    connect(menu()->addAction(tr("Only %1").arg(groupName(group).toLower())), &QAction::triggered, this,
            [this, group] { showGroup(group); });
  }
  menu()->addSeparator();
  for (const Entry& entry : entries_) {
    QAction* action = menu()->addAction(classIcon(classColour(entry.rank, static_cast<int>(entries_.size()))),
                                        tr("%1  (n=%2)").arg(entry.name).arg(entry.count));
    action->setCheckable(true);
    action->setChecked(!hidden_.contains(entry.index));
    connect(action, &QAction::triggered, this, [this, index = entry.index] { toggle(index); });
  }
}

void ClassMenu::label() {
  const auto shown = std::count_if(entries_.begin(), entries_.end(),
                                   [&](const Entry& entry) { return !hidden_.contains(entry.index); });
  const bool all = shown == static_cast<std::ptrdiff_t>(entries_.size());
  setText(all ? tr("Classes ▾") : tr("Classes %1/%2 ▾").arg(shown).arg(entries_.size()));
}

}  // namespace skewscope::ui
