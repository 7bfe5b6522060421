#pragma once

#include <QComboBox>

#include "core/compare/aggregate.h"

namespace skewscope::ui {

/// Chooses what is taken of each run's curve.
class AggregateList : public QComboBox {
  Q_OBJECT
 public:
  explicit AggregateList(QWidget* parent = nullptr);

  compare::Aggregate aggregate() const;
  /// Does not emit activated(). One of another version is taken for the first.
  void setAggregate(compare::Aggregate aggregate);
};

}  // namespace skewscope::ui
