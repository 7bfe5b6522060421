#include "ui/models/run_query.h"

#include <gtest/gtest.h>

#include "core/spec/presets.h"

namespace skewscope::ui {
namespace {

store::RunRecord record() {
  store::RunRecord run;
  run.id = "3f2a9c1e-0000-4000-8000-000000000000";
  run.name = "SimCLR r .01 s1";
  run.status = store::RunStatus::Done;
  run.spec = spec::defaults(spec::Preset::Quick, spec::Mode::SelfSupervised, spec::Method::SimClr);
  run.spec.ratio = 0.01;
  run.spec.seed = 2;
  run.spec.epochs = 40;
  run.n = 2478;
  run.tags = {"paper", "figure 2"};
  run.note = "the long one";
  run.summaries[store::metric::kKnnAccuracy] = {
      .lastEpoch = 40, .last = 0.55, .bestEpoch = 38, .best = 0.56, .meanLast5 = 0.55};
  run.summaries[store::metric::kProbeAccuracy] = {
      .lastEpoch = 40, .last = 0.62, .bestEpoch = 40, .best = 0.62, .meanLast5 = 0.62};
  return run;
}

bool passes(const char* line, const store::RunRecord& run = record()) {
  const auto parsed = parseRunQuery(QString::fromUtf8(line));
  EXPECT_TRUE(std::holds_alternative<RunQuery>(parsed)) << line;
  return std::holds_alternative<RunQuery>(parsed) && std::get<RunQuery>(parsed).matches(run);
}

TEST(RunQuery, EmptyLinePassesEverythingButArchived) {
  EXPECT_TRUE(passes(""));
  EXPECT_TRUE(passes("   "));
  store::RunRecord archived = record();
  archived.archived = true;
  EXPECT_FALSE(passes("", archived));
  EXPECT_TRUE(passes("archived:yes", archived));
  EXPECT_FALSE(passes("archived:yes"));
  EXPECT_TRUE(passes("archived:any", archived));
  EXPECT_TRUE(passes("archived:any"));
  EXPECT_TRUE(passes("-archived:no", archived));
}

TEST(RunQuery, WordsLookInNameTagsNoteAndId) {
  EXPECT_TRUE(passes("simclr"));
  EXPECT_TRUE(passes("PAPER"));
  EXPECT_TRUE(passes("long"));
  EXPECT_TRUE(passes("3f2a"));
  EXPECT_FALSE(passes("2a9c"));  // only the id's beginning
  EXPECT_FALSE(passes("simsiam"));
  EXPECT_TRUE(passes("\"r .01\""));
  EXPECT_FALSE(passes("\"r  .01\""));
  EXPECT_TRUE(passes("simclr paper"));
  EXPECT_FALSE(passes("simclr draft"));
}

TEST(RunQuery, TextKeysMatchBeginnings) {
  EXPECT_TRUE(passes("mode:ssl"));
  EXPECT_TRUE(passes("mode:self"));
  EXPECT_FALSE(passes("mode:sl"));
  EXPECT_FALSE(passes("mode:rwsam"));
  EXPECT_TRUE(passes("MODE:SSL method:simclr"));
  EXPECT_TRUE(passes("status:done"));
  EXPECT_FALSE(passes("status:queued"));
  EXPECT_TRUE(passes("tag:paper tag:\"figure 2\""));
  EXPECT_FALSE(passes("tag:aper"));
  EXPECT_TRUE(passes("name:.01 note:one"));
  EXPECT_TRUE(passes("dataset:shapes twin:no"));
  EXPECT_TRUE(passes("tag!=draft"));
}

TEST(RunQuery, NumbersCompare) {
  EXPECT_TRUE(passes("r<0.05"));
  EXPECT_FALSE(passes("r<0.01"));
  EXPECT_TRUE(passes("r<=0.01 r>=0.01 r=0.01 r:.01"));
  EXPECT_TRUE(passes("if>=100"));  // 1 / 0.01 is not exactly 100
  EXPECT_TRUE(passes("n>2000 n<3000 seed=2 epochs=40 epoch<40"));
  EXPECT_TRUE(passes("acc>=62"));  // the probe, where there is one
  EXPECT_FALSE(passes("acc>62"));
  EXPECT_TRUE(passes("best>55.9 best<=56%"));
  EXPECT_TRUE(passes("seed!=1"));
  store::RunRecord fresh = record();
  fresh.summaries.clear();
  EXPECT_FALSE(passes("acc>0", fresh));
  EXPECT_TRUE(passes("-acc>0", fresh));
}

TEST(RunQuery, MinusTurnsATermRound) {
  EXPECT_FALSE(passes("-mode:ssl"));
  EXPECT_TRUE(passes("-mode:rwsam -draft -r>0.5"));
  store::RunRecord run = record();
  run.name = "-1 try";
  EXPECT_TRUE(passes("\"-1\"", run));  // quoted: a word
}

TEST(RunQuery, ErrorsNameTheTermAndItsPlace) {
  const auto error = [](const char* line) {
    const auto parsed = parseRunQuery(QString::fromUtf8(line));
    EXPECT_TRUE(std::holds_alternative<RunQueryError>(parsed)) << line;
    return std::holds_alternative<RunQueryError>(parsed) ? std::get<RunQueryError>(parsed) : RunQueryError{};
  };
  const RunQueryError unknown = error("mode:ssl colour:red");
  EXPECT_EQ(unknown.position, 9);
  EXPECT_TRUE(unknown.message.contains(QStringLiteral("colour")));
  EXPECT_TRUE(unknown.message.contains(QStringLiteral("tag")));  // says what there is
  EXPECT_TRUE(error("r<small").message.contains(QStringLiteral("number")));
  EXPECT_TRUE(error("r<inf").message.contains(QStringLiteral("number")));
  EXPECT_TRUE(error("r<>3").message.contains(QStringLiteral("number")));
  error("mode:");
  error("mode<3");
  error("twin:maybe");
  error("archived:perhaps");
  error("name:\"open");
}

TEST(RunQuery, AnImportedRunHasNoSettings) {
  store::RunRecord run = record();
  run.source = "CSV: a.csv";
  EXPECT_TRUE(passes("status:imported acc>60 tag:paper epoch=0", run));
  for (const char* line : {"status:done", "mode:ssl", "method:simclr", "dataset:shapes", "r=0.01", "r!=0.5",
                           "if>1", "seed=2", "epochs=40", "n>0", "twin:no", "twin:yes"}) {
    EXPECT_FALSE(passes(line, run)) << line;
  }
}

}  // namespace
}  // namespace skewscope::ui
