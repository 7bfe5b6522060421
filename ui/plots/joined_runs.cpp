#include "ui/plots/joined_runs.h"

#include <algorithm>

#include "core/spec/steps.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

bool repeats(const store::RunRecord& a, const store::RunRecord& b) {
  return !store::isImported(a) && !store::isImported(b) && a.groupHash == b.groupHash &&
         (a.dataDigest.empty() || b.dataDigest.empty() || a.dataDigest == b.dataDigest);
}

/// Fills in what the epochs of joined runs are.
void measureEpochs(JoinedRuns& joined) {
  const store::RunRecord& record = joined.first().record;
  if (!store::isImported(record)) {
    joined.size.images = record.n;
    joined.size.steps = spec::stepsPerEpoch(record.spec, record.n);
  }
  std::vector<report::EpochValues> seconds;
  for (const RunData* run : joined.runs) {
    const auto found = run->metrics.find(store::metric::kSeconds);
    if (found != run->metrics.end()) seconds.push_back({found->second.epochs, found->second.values});
  }
  if (seconds.size() == 1) joined.size.seconds = seconds.front();
  if (seconds.size() < 2) return;
  joined.seconds = report::seedCurve(seconds, report::Spread::Range);  // the mean is all that is needed
  joined.size.seconds = {joined.seconds.epochs, joined.seconds.mean};
}

}  // namespace

QString JoinedRuns::name() const {
  const QString whole = text(first().record.name);
  qsizetype same = whole.size();
  bool words = true;  // a word ends there in every name
  for (const RunData* run : runs) {
    const QString other = text(run->record.name);
    qsizetype k = 0;
    while (k < std::min(same, other.size()) && whole[k] == other[k]) ++k;
    if (k < same) words = true;
    same = k;
    const auto ends = [same](const QString& name) { return same == name.size() || name[same] == u' '; };
    words = words && ends(whole) && ends(other);
  }
  if (!words) same = whole.left(same).lastIndexOf(u' ');
  if (same < 1) return ui::tr("%1 and %2 more").arg(whole).arg(runs.size() - 1);
  return whole.left(same);
}

std::vector<JoinedRuns> joinRuns(const std::vector<std::shared_ptr<const RunData>>& runs,
                                 std::optional<report::Spread> band) {
  std::vector<JoinedRuns> all;
  for (const auto& run : runs) {
    const auto same = std::find_if(all.begin(), all.end(), [&](const JoinedRuns& other) {
      return band && repeats(other.first().record, run->record);
    });
    (same == all.end() ? all.emplace_back() : *same).runs.push_back(run.get());
  }
  for (JoinedRuns& joined : all) measureEpochs(joined);
  return all;
}

bool repeatsASetting(const std::vector<const store::RunRecord*>& runs) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (repeats(*runs[i], *runs[j])) return true;
    }
  }
  return false;
}

}  // namespace skewscope::ui
