#include "core/lab/toy_sweep.h"

#include <gmock/gmock.h>

#include <atomic>
#include <cmath>

#include "core/lab/toy_model.h"
#include "tests/core/base/expect_error.h"

namespace skewscope::lab {
namespace {

using test::expectError;
using testing::ElementsAre;

ToySweep smallSweep() {
  ToySweep sweep;
  sweep.base.dimension = 30;
  sweep.base.frequent1 = sweep.base.frequent2 = 40;
  sweep.axis = ToyAxis::Rare;
  sweep.values = {1, 4, 16};
  sweep.seeds = {3, 1, 8};
  return sweep;
}

void expectSame(const std::vector<ToyPoint>& a, const std::vector<ToyPoint>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].value, b[i].value);
    EXPECT_EQ(a[i].supervisedE2.mean, b[i].supervisedE2.mean);
    EXPECT_EQ(a[i].supervisedE2.standardDeviation, b[i].supervisedE2.standardDeviation);
    EXPECT_EQ(a[i].selfSupervisedE1.mean, b[i].selfSupervisedE1.mean);
    EXPECT_EQ(a[i].svmMargin.mean, b[i].svmMargin.mean);
  }
}

TEST(ToySweep, EveryAxisSetsItsParameterAndNothingElse) {
  const ToyParameters base;
  for (const auto& info : toyAxes()) {
    if (info.axis == ToyAxis::Theorem) continue;
    const ToyParameters changed = withAxis(base, info.axis, info.high);
    EXPECT_NE(changed, base) << info.name;
    ToyParameters back = changed;
    back.dimension = info.axis == ToyAxis::Dimension ? base.dimension : back.dimension;
    if (info.axis == ToyAxis::Frequent) {
      EXPECT_EQ(changed.frequent1, changed.frequent2);
      back.frequent1 = back.frequent2 = base.frequent1;
    }
    back.rare = info.axis == ToyAxis::Rare ? base.rare : back.rare;
    back.tau = info.axis == ToyAxis::Tau ? base.tau : back.tau;
    back.rho = info.axis == ToyAxis::Rho ? base.rho : back.rho;
    EXPECT_EQ(back, base) << info.name;
    EXPECT_EQ(toyAxisFromName(info.name).axis, info.axis);
  }
  EXPECT_EQ(withAxis(base, ToyAxis::Tau, 1.5).tau, 1.5);
  EXPECT_EQ(withAxis(base, ToyAxis::Theorem, 64), theoremParameters(64, base.seed));
  expectError(ErrorKind::Usage, "theorem, d, n, n3, tau, rho", [] { toyAxisFromName("sigma"); });
  expectError(ErrorKind::Usage, "2.5 is not a whole number", [&] { withAxis(base, ToyAxis::Rare, 2.5); });
  expectError(ErrorKind::Usage, "whole", [&] { withAxis(base, ToyAxis::Theorem, std::nan("")); });
  expectError(ErrorKind::Usage, "dimension -5", [&] { withAxis(base, ToyAxis::Theorem, -5); });
}

TEST(ToySweep, ValuesSpanTheRange) {
  EXPECT_THAT(toyAxisValues(ToyAxis::Tau, 4), ElementsAre(0, 2, 4, 6));
  EXPECT_THAT(toyAxisValues(ToyAxis::Theorem, 5), ElementsAre(50, 100, 200, 400, 800));
  EXPECT_THAT(toyAxisValues(ToyAxis::Rare, 13), ElementsAre(1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64));
  expectError(ErrorKind::Usage, "two values", [] { toyAxisValues(ToyAxis::Rho, 1); });
}

TEST(ToySweep, BandsAreThoseOfTheSingleSolutions) {
  const ToySweep sweep = smallSweep();
  const auto points = runToySweep(sweep, serialFor());
  ASSERT_EQ(points.size(), 3u);
  for (std::size_t v = 0; v < 3; ++v) {
    std::vector<double> sl1, sl2, ssl1, ssl2, margins;
    for (const auto seed : sweep.seeds) {
      ToyParameters p = withAxis(sweep.base, sweep.axis, sweep.values[v]);
      p.seed = seed;
      const ToyResult result = solveToy(p);
      ASSERT_EQ(result.svmStatus, SvmStatus::Solved);
      sl1.push_back(result.supervised.e1);
      sl2.push_back(result.supervised.e2);
      ssl1.push_back(result.selfSupervised.e1);
      ssl2.push_back(result.selfSupervised.e2);
      margins.push_back(result.svmMargin);
    }
    const ToyPoint& point = points[v];
    EXPECT_EQ(point.value, sweep.values[v]);
    EXPECT_EQ(point.parameters.rare, static_cast<int>(sweep.values[v]));
    EXPECT_EQ(point.seeds, 3);
    EXPECT_EQ(point.notSeparable, 0);
    EXPECT_EQ(point.supervisedE1.mean, report::band(sl1).mean);
    EXPECT_EQ(point.supervisedE2.mean, report::band(sl2).mean);
    EXPECT_EQ(point.supervisedE2.standardDeviation, report::band(sl2).standardDeviation);
    EXPECT_EQ(point.supervisedE2.n, 3);
    EXPECT_EQ(point.selfSupervisedE1.mean, report::band(ssl1).mean);
    EXPECT_EQ(point.selfSupervisedE2.mean, report::band(ssl2).mean);
    EXPECT_EQ(point.svmMargin.mean, report::band(margins).mean);
    EXPECT_LE(point.largestGap, 1e-10);
    EXPECT_LE(point.largestResidual, 1e-10);
  }
}

TEST(ToySweep, ThreadsChangeNothing) {
  const ToySweep sweep = smallSweep();
  std::vector<double> seen;
  const auto threaded =
      runToySweep(sweep, threadedFor(4), [&](const ToyPoint& point) { seen.push_back(point.value); });
  expectSame(threaded, runToySweep(sweep, serialFor()));
  EXPECT_THAT(seen, testing::UnorderedElementsAre(1, 4, 16));
}

TEST(ToySweep, CountsSeedsWithoutASupervisedSolution) {
  ToySweep sweep = smallSweep();
  sweep.base.dimension = 3;
  sweep.base.rare = 3;
  sweep.axis = ToyAxis::Rho;
  sweep.values = {0.01, 2};
  const auto points = runToySweep(sweep, serialFor());
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0].notSeparable, 0);
  EXPECT_EQ(points[0].supervisedE2.n, 3);
  EXPECT_EQ(points[1].notSeparable, 3);
  EXPECT_EQ(points[1].supervisedE2.n, 0);
  EXPECT_EQ(points[1].selfSupervisedE2.n, 3);
}

TEST(ToySweep, StopsBetweenSolutions) {
  ToySweep sweep = smallSweep();
  std::atomic<int> finished{0};
  const auto points = runToySweep(
      sweep, serialFor(), [&](const ToyPoint&) { ++finished; }, [&] { return finished > 0; });
  EXPECT_EQ(points.size(), 1u);
  EXPECT_EQ(points[0].value, 1);
}

TEST(ToySweep, RefusesEmptyAndImpossibleQuestions) {
  ToySweep sweep = smallSweep();
  sweep.values.clear();
  expectError(ErrorKind::Usage, "at least one value", [&] { runToySweep(sweep, serialFor()); });
  sweep = smallSweep();
  sweep.seeds.clear();
  expectError(ErrorKind::Usage, "one seed", [&] { runToySweep(sweep, serialFor()); });
  sweep = smallSweep();
  sweep.values = {1, 0};
  expectError(ErrorKind::Usage, "n3 cannot be 0", [&] { runToySweep(sweep, serialFor()); });
}

}  // namespace
}  // namespace skewscope::lab
