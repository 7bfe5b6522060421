#include "ui/panels/aggregate_list.h"

#include <QAbstractItemView>
#include <algorithm>

#include "ui/models/aggregate_words.h"

namespace skewscope::ui {

AggregateList::AggregateList(QWidget* parent) : QComboBox(parent) {
  setObjectName(QStringLiteral("aggregate"));
  setAccessibleName(tr("Value of a run"));
  view()->setAccessibleName(accessibleName());
  setToolTip(tr("What is taken of each run's curve"));
  setSizeAdjustPolicy(QComboBox::AdjustToContents);
  for (const compare::Aggregate each : compare::aggregates()) {
    addItem(aggregateChoice(each), static_cast<int>(each));
    setItemData(count() - 1, aggregateHelp(each), Qt::ToolTipRole);
  }
}

compare::Aggregate AggregateList::aggregate() const {
  return static_cast<compare::Aggregate>(currentData().toInt());
}

void AggregateList::setAggregate(compare::Aggregate aggregate) {
  setCurrentIndex(std::max(findData(static_cast<int>(aggregate)), 0));
}

}  // namespace skewscope::ui
