#include "core/exchange/event_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/exchange/record_file.h"

namespace skewscope::exchange {
namespace {

constexpr std::size_t kMostTagBytes = 1000;
constexpr double kLatestTime = 253402300800;  ///< the year 10000: what is later is no time

bool isTime(double seconds) {
  return seconds > 0 && seconds < kLatestTime;
}

std::int64_t milliseconds(double seconds) {
  return static_cast<std::int64_t>(std::llround(1000 * seconds));
}

}  // namespace

void EventRun::addFile(std::istream& in, const std::string& name) {
  const auto read = readRecords(in, name, [&](std::span<const std::byte> content, std::uint64_t offset) {
    const auto event = parseEvent(content);
    if (!event) {
      throw Error(ErrorKind::Data, fmt::format("The record at byte {} of {} is no event.", offset, name),
                  "It may be a TFRecord file of another kind.");
    }
    take(*event, name);
  });
  if (read.truncatedAt) {
    remarks_.push_back(fmt::format(
        "{} ends within a record, at byte {}, as that of a run does which is still being written or was "
        "killed: everything before it was taken.",
        shown(name, 1000), *read.truncatedAt));
  }
  if (read.passedOver > 0) {
    remarks_.push_back(fmt::format("Records of {} that are larger than {} MiB were passed over: {}.",
                                   shown(name, 1000), kMostRecordBytes >> 20, read.passedOver));
  }
}

void EventRun::take(const Event& event, const std::string& name) {
  if (event.writer == kWriter) ours_ = true;
  if (event.restart) {
    bool voided = false;
    for (auto& [tag, held] : tags_) {
      const auto from = held.points.lower_bound(event.step);
      const auto count = static_cast<std::size_t>(std::distance(from, held.points.end()));
      voided = voided || count > 0;
      points_ -= count;
      held.points.erase(from, held.points.end());
    }
    if (voided) ++restarts_;
  }
  for (const EventValue& value : event.values) takeValue(value, event, name);
}

void EventRun::takeValue(const EventValue& value, const Event& event, const std::string& name) {
  auto place = tags_.find(value.tag);
  const bool known = place != tags_.end() && place->second.scalar;
  const auto number = value.simple ? value.simple : value.tensor;
  if (!number || value.tag.empty() || value.tag.size() > kMostTagBytes ||
      (!value.simple && !value.saysScalar && (value.saysOther || !known))) {
    ++otherValues_;
    return;
  }
  if (event.step < 0) {
    ++negativeSteps_;
    return;
  }
  if (place == tags_.end()) place = tags_.emplace(value.tag, Tag{tags_.size(), true, {}}).first;
  const auto [point, isNew] = place->second.points.try_emplace(event.step, Point{event.wallTime, *number});
  if (!isNew && !(event.wallTime < point->second.wallTime)) point->second = {event.wallTime, *number};
  if (isNew) ++points_;
  if (points_ > kMostValues || tags_.size() > kMostMetrics) {
    throw Error(ErrorKind::Data,
                fmt::format("{} has more than {} values or {} tags.", name, kMostValues, kMostMetrics),
                "Import a run that was logged less often, or a CSV file of the curves that matter.");
  }
  if (!isTime(event.wallTime)) return;
  firstTime_ = firstTime_ == 0 ? event.wallTime : std::min(firstTime_, event.wallTime);
  lastTime_ = std::max(lastTime_, event.wallTime);
}

RawRun EventRun::finish() const {
  RawRun run;
  run.ours = ours_;
  run.startedMs = milliseconds(firstTime_);
  run.endedMs = milliseconds(lastTime_);
  run.remarks = remarks_;
  if (restarts_ > 0) {
    run.remarks.push_back(fmt::format(
        "The run was started again {}: values from that step on that were written before are left out, as "
        "TensorBoard does.",
        restarts_ == 1 ? std::string("once") : fmt::format("{} times", restarts_)));
  }
  if (otherValues_ > 0)
    run.remarks.push_back(
        fmt::format("Values that are no scalars (images, histograms, text) are left out: {}.", otherValues_));
  if (negativeSteps_ > 0)
    run.remarks.push_back(fmt::format("Values at negative steps are left out: {}.", negativeSteps_));
  run.curves.resize(tags_.size());
  for (const auto& [name, tag] : tags_) {
    RawCurve& curve = run.curves[tag.place];
    curve.metric = name;
    for (const auto& [step, point] : tag.points)
      curve.values.emplace_hint(curve.values.end(), step, point.value);
  }
  return run;
}

}  // namespace skewscope::exchange
