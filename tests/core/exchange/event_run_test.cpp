#include "core/exchange/event_run.h"

#include <gmock/gmock.h>

#include <sstream>

#include "core/exchange/record_file.h"
#include "tests/core/base/expect_error.h"

namespace skewscope::exchange {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

EventValue scalar(const std::string& tag, double number) {
  EventValue value;
  value.tag = tag;
  value.simple = number;
  return value;
}

struct EventRunTest : testing::Test {
  void event(std::int64_t step, double wallTime, std::vector<EventValue> values) {
    Event made;
    made.step = step;
    made.wallTime = wallTime;
    made.values = std::move(values);
    appendRecord(file, encodeEvent(made));
  }
  /// SessionLog START, as a run writes it that was started again.
  void restart(std::int64_t step) {
    Event made;
    made.step = step;
    std::string message = encodeEvent(made);
    message += std::string("\x3A\x02\x08\x01", 4);  // field 7: status 1
    appendRecord(file, message);
  }
  RawRun read() {
    EventRun run;
    std::istringstream in(file);
    run.addFile(in, "events");
    return run.finish();
  }
  std::string file;
};

TEST_F(EventRunTest, CurvesInTheOrderOfTheirTags) {
  event(2, 1000.5, {scalar("z", 0.25), scalar("a", 1)});
  event(1, 1000.25, {scalar("a", 2)});
  const RawRun run = read();
  ASSERT_THAT(run.curves, SizeIs(2));
  EXPECT_EQ(run.curves[0].metric, "z");
  EXPECT_THAT(run.curves[1].values, ElementsAre(Pair(1, 2), Pair(2, 1)));
  EXPECT_EQ(run.startedMs, 1000250);
  EXPECT_EQ(run.endedMs, 1000500);
  EXPECT_THAT(run.remarks, IsEmpty());
}

TEST_F(EventRunTest, OfTwoValuesAtOneStepTheLaterCounts) {
  event(1, 20, {scalar("a", 1)});
  event(1, 10, {scalar("a", 2)});
  event(2, 10, {scalar("a", 3)});
  event(2, 10, {scalar("a", 4)});
  EXPECT_THAT(read().curves[0].values, ElementsAre(Pair(1, 1), Pair(2, 4)));
}

TEST_F(EventRunTest, ARestartVoidsWhatStoodFromItsStepOn) {
  for (int step = 1; step <= 4; ++step) event(step, step, {scalar("a", step)});
  restart(3);
  event(3, 9, {scalar("a", 30)});
  const RawRun run = read();
  EXPECT_THAT(run.curves[0].values, ElementsAre(Pair(1, 1), Pair(2, 2), Pair(3, 30)));
  EXPECT_THAT(run.remarks, ElementsAre(HasSubstr("started again once")));
}

TEST_F(EventRunTest, WhatIsNoScalarIsCounted) {
  event(1, 1, {scalar("a", 1), scalar("", 1)});
  event(-1, 1, {scalar("a", 1)});
  const RawRun run = read();
  EXPECT_THAT(run.curves[0].values, ElementsAre(Pair(1, 1)));
  EXPECT_THAT(run.remarks, ElementsAre(HasSubstr("no scalars (images, histograms, text) are left out: 1."),
                                       HasSubstr("negative steps are left out: 1.")));
}

TEST_F(EventRunTest, ATruncatedFileGivesWhatItHas) {
  event(1, 1, {scalar("a", 1)});
  event(2, 1, {scalar("a", 1)});
  file.pop_back();
  const RawRun run = read();
  EXPECT_THAT(run.curves[0].values, SizeIs(1));
  EXPECT_THAT(run.remarks, ElementsAre(HasSubstr("ends within a record")));
}

TEST_F(EventRunTest, ARecordThatIsNoEventNamesItsPlace) {
  appendRecord(file, "\x0A");
  test::expectError(ErrorKind::Data, "byte 0 of events is no event", [&] { read(); });
}

}  // namespace
}  // namespace skewscope::exchange
