#pragma once

#include <QString>
#include <optional>
#include <string>

#include "core/compare/grouping.h"
#include "core/store/records.h"

namespace skewscope::ui {

/// A value of a run in one column of the run table.
struct Measured {
  compare::MetricColumn metric;
  double value = 0;  ///< NaN: there is none
};

/// The run that the others of the run table are compared with, as far as it is in the store.
class RunBaseline {
 public:
  /// The run as it is now; nothing where it is gone. Whether its results are others than before.
  bool take(const std::optional<store::RunRecord>& run);
  bool isThere() const { return run_.has_value(); }
  bool is(const store::RunRecord& run) const { return run_ && run_->id == run.id; }
  /// Its name; empty where it is gone.
  QString name() const;

  /// `of` minus the same metric of the baseline, in the unit of the store; NaN where one of them has none, 0
  /// for the baseline itself.
  double difference(const Measured& of) const;
  /// For people: "+1.2" in points of a share, three digits of another metric, "–" where there is none.
  QString differenceText(const Measured& of) const;
  /// What stands behind it: "Probe: 81.2, of “supervised” 80.0".
  QString explanation(const Measured& of) const;

 private:
  std::optional<store::RunRecord> run_;
};

/// A value as it stands in the table: per cent of a share, four digits of another metric, "–" for none.
QString measuredText(const Measured& value);

}  // namespace skewscope::ui
