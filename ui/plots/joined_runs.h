#pragma once

#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "core/report/progress_axis.h"
#include "core/report/seed_curve.h"
#include "ui/models/run_data.h"

namespace skewscope::ui {

/// What is drawn as one: a run, or those that repeat its setting with other seeds. Looks at the runs that it
/// was made of, which must outlive it; can be moved, not copied.
struct JoinedRuns {
  std::vector<const RunData*> runs;
  report::SeedCurve seconds;  ///< mean over the runs, where there are several; `size` looks at it
  report::EpochSize size;     ///< nothing of an imported run but its times: its settings say nothing
  int lowN = 0, highN = 0;    ///< runs behind the means that are drawn of it

  JoinedRuns() = default;
  JoinedRuns(JoinedRuns&&) = default;
  JoinedRuns& operator=(JoinedRuns&&) = default;

  const RunData& first() const { return *runs.front(); }
  /// What the names of the runs begin with, in whole words: "SimCLR r .01" for those that end in "s1", "s2".
  QString name() const;
};

/// The runs in their order, each by itself or, with a band, those that differ in the seed alone joined.
std::vector<JoinedRuns> joinRuns(const std::vector<std::shared_ptr<const RunData>>& runs,
                                 std::optional<report::Spread> band);

/// Whether some of the runs repeat one setting with other seeds, so that a band joins them. Imported runs
/// never do: their settings say nothing.
bool repeatsASetting(const std::vector<const store::RunRecord*>& runs);

}  // namespace skewscope::ui
