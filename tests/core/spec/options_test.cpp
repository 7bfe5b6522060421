#include "core/spec/options.h"

#include <gmock/gmock.h>

#include <set>

#include "core/base/error.h"
#include "core/spec/choices.h"
#include "core/spec/device_choice.h"
#include "core/spec/presets.h"

namespace skewscope::spec {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

/// A valid value of the option that differs from the one in `spec`.
Value another(const Option& option, const ExperimentSpec& spec) {
  const Value now = option.get(spec);
  switch (option.type) {
    case OptionType::Boolean:
      return !std::get<bool>(now);
    case OptionType::Integer:
      return std::get<std::int64_t>(now) == static_cast<std::int64_t>(option.minimum)
                 ? static_cast<std::int64_t>(option.minimum) + 1
                 : static_cast<std::int64_t>(option.minimum);
    case OptionType::Real:
      return std::get<double>(now) == option.maximum ? option.minimum : option.maximum;
    case OptionType::Choice:
      for (const auto& choice : option.choices) {
        if (choice.name != std::get<std::string>(now)) return std::string(choice.name);
      }
      break;
    case OptionType::Text:
      return std::string("1,2,3");
  }
  return now;
}

TEST(Options, EveryMemberIsDeclaredOnceAndReachable) {
  // Changing every option leaves no member of a default spec as it was: nothing is declared twice or
  // forgotten.
  std::set<std::string_view> names;
  ExperimentSpec changed;
  for (const Option& option : options()) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
    EXPECT_FALSE(option.label.empty()) << option.name;
    EXPECT_FALSE(option.help.empty()) << option.name;
    const ExperimentSpec before = changed;
    const Value value = another(option, changed);
    option.set(changed, value);
    EXPECT_EQ(option.get(changed), value) << option.name;
    EXPECT_FALSE(changed == before) << option.name;
    EXPECT_EQ(difference(before, changed).size(), 1u) << option.name;
  }
  EXPECT_EQ(difference(ExperimentSpec{}, changed).size(), options().size());
}

TEST(Options, TextRoundTripsForEveryOption) {
  const ExperimentSpec spec;
  for (const Option& option : options()) {
    for (const Value& value : {option.get(spec), another(option, spec)}) {
      EXPECT_EQ(fromText(option, toText(value)), value) << option.name;
    }
  }
  EXPECT_EQ(std::get<double>(fromText(option("ratio"), "1e-2")), 0.01);
  for (const char* bad : {"", "abc", "1.5x", "nan", "inf", "0x10", " 1"}) {
    EXPECT_THROW(fromText(option("ratio"), bad), Error) << bad;
  }
  EXPECT_THROW(fromText(option("epochs"), "1.5"), Error);
  EXPECT_THROW(fromText(option("mode"), "sl"), Error);
}

TEST(Options, AnUnknownNameIsAnsweredWithTheNearest) {
  try {
    option("epoch");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
    EXPECT_THAT(error.advice(), HasSubstr("'epochs'"));
  }
}

TEST(Options, JsonRoundTrips) {
  ExperimentSpec spec = defaults(Preset::Paper, Mode::RwSam, Method::SimSiam, "cifar10");
  spec.name = "a \"name\" with ünïcode";
  spec.ratio = 0.0123456789012345678;
  spec.balancedTwin = true;
  const auto text = toJson(spec).dump();
  EXPECT_EQ(fromJson(nlohmann::json::parse(text)), spec);
}

TEST(Options, JsonStartsFromThePresetOfItsMode) {
  const auto spec = fromJson(nlohmann::json{{"mode", "ssl"}, {"epochs", 7}});
  ExperimentSpec expected = defaults(Preset::Quick, Mode::SelfSupervised, Method::SimClr);
  expected.epochs = 7;
  EXPECT_EQ(spec, expected);
}

TEST(Options, JsonRefusesWhatItDoesNotKnow) {
  for (const char* text :
       {R"({"epoch":3})", R"({"epochs":"3"})", R"({"epochs":1.5})", R"({"epochs":0})", R"({"ratio":0})",
        R"({"ratio":2})", R"({"mode":"sl"})", R"([1])", R"("x")", R"({"balanced_twin":1})", R"({"seed":-1})",
        R"({"epochs":18446744073709551615})", R"({"epochs":1e300})", R"({"name":null})"}) {
    EXPECT_THROW(fromJson(nlohmann::json::parse(text)), Error) << text;
  }
  EXPECT_EQ(fromJson(nlohmann::json::parse(R"({"epochs":1e2})")).epochs, 100);
}

TEST(Options, ValidateNamesTheOption) {
  ExperimentSpec spec;
  EXPECT_THAT(validate(spec), IsEmpty());
  spec.ratio = 0;
  EXPECT_THAT(validate(spec), Contains(Field(&Problem::option, "ratio")));
  spec = ExperimentSpec{};
  spec.profile = Profile::Custom;
  EXPECT_THAT(validate(spec), Contains(Field(&Problem::option, "class_counts")));
  spec = defaults(Preset::Quick, Mode::RwSam, Method::SimClr);
  spec.weightsWarmup = spec.epochs;
  EXPECT_THAT(validate(spec), Contains(Field(&Problem::option, "weights_warmup")));
  spec.weightsFrom = "abc";
  EXPECT_THAT(validate(spec), IsEmpty());
  spec = ExperimentSpec{};
  spec.milestones = "60 %";
  EXPECT_THAT(validate(spec), IsEmpty());  // without effect on a cosine
  spec.schedule = Schedule::Step;
  EXPECT_THAT(validate(spec), Contains(Field(&Problem::option, "milestones")));
  spec.milestones = "20,40";  // of 40 epochs
  EXPECT_THAT(validate(spec), Contains(Field(&Problem::option, "milestones")));
  spec.milestones = "20,39";
  EXPECT_THAT(validate(spec), IsEmpty());
}

TEST(Options, ADeviceIsNamedAsLibTorchDoes) {
  using Kind = DeviceChoice::Kind;
  EXPECT_EQ(deviceChoice("auto"), DeviceChoice{});
  EXPECT_EQ(deviceChoice("cpu"), (DeviceChoice{Kind::Cpu, {}}));
  EXPECT_EQ(deviceChoice("cuda"), (DeviceChoice{Kind::Cuda, {}}));
  EXPECT_EQ(deviceChoice("cuda:0"), (DeviceChoice{Kind::Cuda, 0}));
  EXPECT_EQ(deviceChoice("cuda:127"), (DeviceChoice{Kind::Cuda, 127}));
  for (const char* wrong :
       {"", "CPU", "gpu", "cuda:", "cuda:-1", "cuda:128", "cuda:1x", "cuda:99999999999", "cuda0"}) {
    EXPECT_FALSE(deviceChoice(wrong)) << wrong;
    ExperimentSpec spec;
    spec.device = wrong;
    EXPECT_THAT(validate(spec), Contains(Field(&Problem::option, "device"))) << wrong;
  }
}

TEST(Options, HashesSeparateWhatTheyShould) {
  const ExperimentSpec spec;
  ExperimentSpec other = spec;
  other.name = "x";
  other.threads = 3;
  other.device = "cuda:1";
  other.dataDir = "/elsewhere";
  EXPECT_EQ(specHash(other), specHash(spec));
  other.temperature = 9;  // of NT-Xent: without effect on a supervised run
  EXPECT_EQ(specHash(other), specHash(spec));
  other.learningRate *= 2;
  EXPECT_NE(specHash(other), specHash(spec));

  ExperimentSpec twin = spec;
  twin.balancedTwin = true;
  EXPECT_NE(specHash(twin), specHash(spec));
  EXPECT_EQ(pairHash(twin), pairHash(spec));
  EXPECT_NE(groupHash(twin), groupHash(spec));
  ExperimentSpec repeated = spec;
  repeated.seed = 2;
  EXPECT_NE(pairHash(repeated), pairHash(spec));
  EXPECT_EQ(groupHash(repeated), groupHash(spec));
  EXPECT_EQ(specHash(spec).size(), 64u);
}

TEST(Options, ANewOptionThatIsNotUsedKeepsTheHashOfOlderRuns) {
  // Stored by version 0.1.0, before there was a choice of loss.
  EXPECT_EQ(specHash(ExperimentSpec{}), "dc6b703ec313936fb24d4e4c6b7d9bf71915a776675dd661d736fb0b461ce618");
  for (const char* name : {"loss", "reweight", "sampling", "sam", "crt", "nesterov"}) {
    ExperimentSpec changed;
    option(name).set(changed, another(option(name), changed));
    EXPECT_NE(specHash(changed), specHash(ExperimentSpec{})) << name;
  }
  ExperimentSpec stepped;
  stepped.schedule = Schedule::Step;
  ExperimentSpec lower = stepped;
  lower.stepGamma = 0.01;
  EXPECT_NE(specHash(lower), specHash(stepped));
}

TEST(Options, DescribesARunShortly) {
  ExperimentSpec spec;
  EXPECT_EQ(describe(spec), "Supervised r .01 s1");
  spec.dataset = "cifar10";  // a set other than the embedded one is named
  EXPECT_EQ(describe(spec), "Supervised cifar10 r .01 s1");
  spec.profile = Profile::Step;  // and so is a profile other than the usual one
  EXPECT_EQ(describe(spec), "Supervised cifar10 step r .01 s1");
  spec.profile = Profile::Custom;
  EXPECT_EQ(describe(spec), "Supervised cifar10 custom s1");
  spec = defaults(Preset::Quick, Mode::RwSam, Method::SimSiam);
  spec.balancedTwin = true;
  spec.ratio = 0.1;
  spec.seed = 3;
  EXPECT_EQ(describe(spec), "SimSiam rwSAM r .1 twin s3");
  spec.samWeights = SamWeights::Equal;
  EXPECT_EQ(describe(spec), "SimSiam SAM r .1 twin s3");
  spec = ExperimentSpec{};
  spec.loss = Loss::Ldam;
  spec.reweight = Reweight::ClassBalanced;
  EXPECT_EQ(describe(spec), "Supervised LDAM CB r .01 s1");
  spec.reweightStart = 0.8;
  spec.sam = true;
  EXPECT_EQ(describe(spec), "Supervised LDAM DRW SAM r .01 s1");
  spec.loss = Loss::CrossEntropy;
  spec.reweight = Reweight::None;
  spec.sampling = Sampling::ClassBalanced;
  spec.crt = true;
  EXPECT_EQ(describe(spec), "Supervised re-sampled cRT SAM r .01 s1");
  EXPECT_EQ(ratioText(0.01), "0.01 (IF 100)");
  EXPECT_EQ(ratioText(1), "1 (IF 1)");
  EXPECT_EQ(ratioText(0.3), "0.3 (IF 3.3)");
}

TEST(Options, LongTailOptionsApplyWhereTheyActAlone) {
  ExperimentSpec spec;
  const auto applies = [&](const char* name) { return option(name).applies(spec); };
  for (const char* name : {"loss", "reweight", "sampling", "sam", "crt", "nesterov"})
    EXPECT_TRUE(applies(name)) << name;
  for (const char* name : {"focal_gamma", "ldam_margin", "ldam_scale", "logit_tau", "reweight_beta",
                           "reweight_start", "crt_epochs", "crt_learning_rate", "rho", "sam_batch_norm",
                           "sam_weights", "milestones", "step_gamma"}) {
    EXPECT_FALSE(applies(name)) << name;
  }
  spec.loss = Loss::Ldam;
  spec.reweight = Reweight::ClassBalanced;
  spec.sam = spec.crt = true;
  spec.schedule = Schedule::Step;
  for (const char* name : {"ldam_margin", "ldam_scale", "reweight_beta", "reweight_start", "crt_epochs",
                           "crt_learning_rate", "rho", "sam_batch_norm", "milestones", "step_gamma"}) {
    EXPECT_TRUE(applies(name)) << name;
  }
  EXPECT_FALSE(applies("sam_weights"));  // all equal in supervised mode
  spec.loss = Loss::Focal;
  EXPECT_TRUE(applies("focal_gamma"));
  EXPECT_FALSE(applies("ldam_margin"));
  spec.loss = Loss::LogitAdjustment;
  EXPECT_TRUE(applies("logit_tau"));
  spec.momentum = 0;
  EXPECT_FALSE(applies("nesterov"));
  spec.mode = Mode::SelfSupervised;
  for (const char* name :
       {"loss", "reweight", "reweight_beta", "sampling", "sam", "rho", "crt", "crt_epochs"}) {
    EXPECT_FALSE(applies(name)) << name;
  }
}

}  // namespace
}  // namespace skewscope::spec
