#include "core/learn/step.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/learn/sam.h"
#include "tests/core/learn/numeric.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

enum class Kind { Plain, Sam, RwSam };

/// A small training set-up whose batches are a function of the step.
struct Training {
  explicit Training(spec::Mode mode, spec::Method method = spec::Method::SimClr,
                    spec::Precision precision = spec::Precision::Float32)
      : model(makeModel(spec(mode, method, precision), 4)), sgd(model.namedParameters(), 0.9, 5e-4) {}

  static spec::ExperimentSpec spec(spec::Mode mode, spec::Method method, spec::Precision precision) {
    spec::ExperimentSpec spec;
    spec.mode = mode;
    spec.method = method;
    spec.precision = precision;
    spec.width = 8;
    spec.projectorHidden = 32;
    spec.projectorOutput = 16;
    spec.predictorHidden = 8;
    return spec;
  }

  /// Sixteen images of four kinds of stripes; a view changes phase and contrast.
  static Tensor view(int v) {
    std::vector<Tensor> images;
    for (int i = 0; i < 16; ++i)
      images.push_back((1 + 0.1 * v) * waves({3, 16, 16}, 0.2 + 0.5 * (i % 4), 0.3 * i + v));
    return torch::stack(images).to(torch::kFloat32).contiguous(torch::MemoryFormat::ChannelsLast);
  }
  static Tensor labels() { return torch::arange(16, torch::kInt64) % 4; }

  StepResult step(Kind kind, int number, double rate = 0.05) {
    std::vector<Tensor> views{view(2 * number)};
    if (model.viewCount() == 2) views.push_back(view(2 * number + 1));
    if (kind == Kind::Plain) return plainStep(model, views, labels(), sgd, rate);
    const Tensor weights = kind == Kind::Sam ? Tensor() : torch::arange(1, 17, torch::kFloat64);
    return samStep(model, views, labels(), weights, sgd, rate, sam, settings);
  }

  /// Parameters, buffers and momenta.
  std::vector<Tensor> state() const {
    std::vector<Tensor> all;
    for (const auto& list : {model.namedParameters(), model.namedBuffers(), sgd.momentumBuffers()}) {
      for (const auto& [name, tensor] : list) all.push_back(tensor.detach().clone());
    }
    return all;
  }

  Model model;
  Sgd sgd;
  SamStep sam;
  SamSettings settings;
};

bool equal(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!a[i].equal(b[i])) return false;
  }
  return true;
}

TEST(Step, RepeatsBitForBit) {
  for (const int threads : {1, 2}) {
    at::set_num_threads(threads);
    for (const Kind kind : {Kind::Plain, Kind::RwSam}) {
      for (const spec::Method method : {spec::Method::SimClr, spec::Method::SimSiam}) {
        Training first(spec::Mode::RwSam, method), second(spec::Mode::RwSam, method);
        const std::vector<Tensor> before = first.state();
        for (int i = 0; i < 5; ++i) {
          const StepResult a = first.step(kind, i);
          EXPECT_TRUE(a.losses.equal(second.step(kind, i).losses));
        }
        EXPECT_TRUE(equal(first.state(), second.state()));
        EXPECT_FALSE(equal(first.state(), before));
      }
    }
  }
  at::set_num_threads(1);
}

TEST(Step, BFloat16RepeatsBitForBit) {
  Training first(spec::Mode::RwSam, spec::Method::SimClr, spec::Precision::BFloat16);
  Training second(spec::Mode::RwSam, spec::Method::SimClr, spec::Precision::BFloat16);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(first.step(Kind::RwSam, i).finite);
    second.step(Kind::RwSam, i);
  }
  EXPECT_TRUE(equal(first.state(), second.state()));
}

struct Case {
  Kind kind;
  spec::Mode mode;
  spec::Method method;
};

class EveryMethod : public testing::TestWithParam<Case> {};

TEST_P(EveryMethod, LowersItsLoss) {
  Training training(GetParam().mode, GetParam().method);
  const double before = training.step(GetParam().kind, 0).loss;
  double last = before;
  for (int i = 1; i < 20; ++i) last = training.step(GetParam().kind, 0).loss;
  EXPECT_LT(last, before - 0.2);
}

INSTANTIATE_TEST_SUITE_P(Methods, EveryMethod,
                         testing::Values(Case{Kind::Plain, spec::Mode::Supervised, spec::Method::SimClr},
                                         Case{Kind::Plain, spec::Mode::SelfSupervised, spec::Method::SimClr},
                                         Case{Kind::Plain, spec::Mode::SelfSupervised, spec::Method::SimSiam},
                                         Case{Kind::RwSam, spec::Mode::RwSam, spec::Method::SimClr},
                                         Case{Kind::Sam, spec::Mode::RwSam, spec::Method::SimSiam}),
                         [](const auto& instance) {
                           const Case& c = instance.param;
                           const std::string kind = c.kind == Kind::Plain ? "Plain"
                                                    : c.kind == Kind::Sam ? "Sam"
                                                                          : "RwSam";
                           if (c.mode == spec::Mode::Supervised) return kind + "Supervised";
                           return kind + (c.method == spec::Method::SimClr ? "SimClr" : "SimSiam");
                         });

TEST(PlainStep, IsForwardBackwardUpdate) {
  Training ours(spec::Mode::Supervised), reference(spec::Mode::Supervised);
  const StepResult result = ours.step(Kind::Plain, 0);
  const Tensor losses = reference.model.losses({Training::view(0)}, Training::labels());
  losses.mean().backward();
  reference.sgd.step(0.05);
  EXPECT_TRUE(equal(ours.state(), reference.state()));
  EXPECT_TRUE(result.losses.equal(losses));
  EXPECT_NEAR(result.loss, losses.mean().item<double>(), 1e-6);
  EXPECT_FALSE(result.perturbedLosses.defined());
  EXPECT_TRUE(std::isnan(result.perturbedLoss) && std::isnan(result.gradientNorm));
  EXPECT_TRUE(result.finite);
  EXPECT_FALSE(result.losses.requires_grad());
  for (const auto& [name, parameter] : ours.model.namedParameters())
    EXPECT_FALSE(parameter.grad().defined()) << name;
}

TEST(PlainStep, LeftOverGradientsAreNotAdded) {
  Training clean(spec::Mode::Supervised), dirty(spec::Mode::Supervised);
  for (const auto& [name, parameter] : dirty.model.namedParameters()) {
    parameter.mutable_grad() = torch::ones_like(parameter);
  }
  clean.step(Kind::Plain, 0);
  dirty.step(Kind::Plain, 0);
  EXPECT_TRUE(equal(clean.state(), dirty.state()));
}

TEST(PlainStep, ALossThatIsNotFiniteIsReportedAndChangesNoParameter) {
  Training training(spec::Mode::Supervised);
  const std::vector<Tensor> before = training.state();
  Tensor images = Training::view(0);
  images[3][0][0][0] = std::numeric_limits<float>::quiet_NaN();
  const StepResult result = plainStep(training.model, {images}, Training::labels(), training.sgd, 0.05);
  EXPECT_FALSE(result.finite);
  const std::size_t parameters = training.model.namedParameters().size();
  const std::vector<Tensor> after = training.state();
  for (std::size_t i = 0; i < parameters; ++i) EXPECT_TRUE(after[i].equal(before[i]));
}

// Statistics after a SAM step in First are those of the forward pass alone, in Both of two passes.
TEST(SamStepOfAModel, RespectsWhoUpdatesBatchNorm) {
  Training forwardOnly(spec::Mode::RwSam), first(spec::Mode::RwSam), both(spec::Mode::RwSam);
  both.settings.batchNorm = spec::SamBatchNorm::Both;
  forwardOnly.model.losses({Training::view(0), Training::view(1)}, {});
  const StepResult a = first.step(Kind::RwSam, 0), b = both.step(Kind::RwSam, 0);
  const NamedTensors expected = forwardOnly.model.namedBuffers(), once = first.model.namedBuffers(),
                     twice = both.model.namedBuffers();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::string& name = expected[i].first;
    EXPECT_TRUE(once[i].second.equal(expected[i].second)) << name;
    EXPECT_FALSE(twice[i].second.equal(expected[i].second)) << name;
    if (name.ends_with("num_batches_tracked")) {
      EXPECT_EQ(once[i].second.item<std::int64_t>(), 2) << name;
      EXPECT_EQ(twice[i].second.item<std::int64_t>(), 4) << name;
    }
  }
  // Which pass updates them changes no loss and no parameter of this step.
  EXPECT_TRUE(a.perturbedLosses.equal(b.perturbedLosses));
  for (std::size_t i = 0; i < first.model.namedParameters().size(); ++i) {
    EXPECT_TRUE(first.model.namedParameters()[i].second.equal(both.model.namedParameters()[i].second));
  }
}

TEST(SamStepOfAModel, FirstPassLossesAreThoseOfThePlainStep) {
  Training plain(spec::Mode::RwSam), sam(spec::Mode::RwSam);
  const StepResult a = plain.step(Kind::Plain, 0), b = sam.step(Kind::Sam, 0);
  EXPECT_TRUE(a.losses.equal(b.losses));
  EXPECT_GT(b.perturbedLoss, b.loss);
  EXPECT_GT(b.gradientNorm, 0);
  EXPECT_TRUE(std::isfinite(b.gradientNorm));
}

// Under autocast the perturbed pass must not see the 16-bit copies that the first pass made of the
// parameters.
TEST(SamStepOfAModel, ThePerturbationIsSeenInBFloat16) {
  Training training(spec::Mode::RwSam, spec::Method::SimClr, spec::Precision::BFloat16);
  training.settings.rho = 1;
  const StepResult result = training.step(Kind::Sam, 0);
  EXPECT_GT(distance(result.losses, result.perturbedLosses), 0.01);
}

}  // namespace
}  // namespace skewscope::learn
