#include "core/spec/protocols.h"

#include <gtest/gtest.h>

#include <set>

#include "core/base/error.h"

namespace skewscope::spec {
namespace {

TEST(Protocols, AreNamedOnceAndFound) {
  std::set<std::string_view> names;
  for (const ProtocolInfo& info : protocols()) {
    EXPECT_EQ(protocolFromName(info.name), info.protocol);
    names.insert(info.name);
    EXPECT_FALSE(info.help.empty());
  }
  EXPECT_EQ(names.size(), protocols().size());
  EXPECT_EQ(protocols().size(), 13U);
  EXPECT_THROW(protocolFromName("guess"), Error);
}

TEST(Protocols, ARequestSaysWhatItLacks) {
  EvaluationRequest request;
  EXPECT_NO_THROW(requireValid(request));
  request.protocols = {Protocol::OutOfDomainProbe};
  EXPECT_THROW(requireValid(request), Error);
  request.dataset = "shapes";
  EXPECT_NO_THROW(requireValid(request));
  request.shots = 0;
  EXPECT_THROW(requireValid(request), Error);
  request.shots = 1;
  request.protocols.clear();
  EXPECT_THROW(requireValid(request), Error);
}

TEST(Protocols, ARunCanHaveWhatItsLossAllows) {
  ExperimentSpec spec;
  spec.mode = Mode::Supervised;
  EXPECT_TRUE(canHave(spec, Protocol::Calibration));
  EXPECT_TRUE(canHave(spec, Protocol::Sharpness));
  EXPECT_FALSE(canHave(spec, Protocol::LossGap));
  spec.mode = Mode::RwSam;
  spec.method = Method::SimClr;
  EXPECT_TRUE(canHave(spec, Protocol::LossGap));
  EXPECT_FALSE(canHave(spec, Protocol::Calibration));
  spec.mode = Mode::SelfSupervised;
  spec.method = Method::MoCo;
  for (const ProtocolInfo& info : protocols())
    EXPECT_EQ(canHave(spec, info.protocol), info.protocol != Protocol::Calibration) << info.name;
}

TEST(Protocols, RequestsReadBackAndStrangeOnesAreRefused) {
  EvaluationRequest request;
  request.protocols = {Protocol::FewShotProbe, Protocol::OutOfDomainProbe};
  request.shots = 7;
  request.repeats = 3;
  request.dataset = "stl10";
  request.dataDir = "/data/stl10";
  EXPECT_EQ(evaluationFromJson(toJson(request)), request);
  EXPECT_EQ(namesOf(request), "few-shot, ood-probe");
  request.epochs = 9;  // of no concern to its protocols
  EXPECT_EQ(evaluationFromJson(toJson(request)).epochs, 0);
  EvaluationRequest map;
  map.protocols = {Protocol::FeatureMap};
  map.images = 777;
  EXPECT_EQ(evaluationFromJson(toJson(map)), map);
  for (const char* text :
       {"", "[]", "{}", R"({"protocols":[]})", R"({"protocols":["none"]})", R"({"protocols":[1]})",
        R"({"protocols":["probe"],"shots":"many"})", R"({"protocols":["probe"],"repeats":0})",
        R"({"protocols":["feature-map"],"images":9})", R"({"protocols":["feature-map"],"images":10001})",
        R"({"protocols":["full-probe"],"epochs":4.7})", R"({"protocols":["full-probe"],"epochs":1e300})",
        R"({"protocols":["full-probe"],"epochs":9000000000000000000})",
        R"({"protocols":["full-probe"],"epochs":18000000000000000000})", R"({"protocols":["ood-probe"]})"}) {
    EXPECT_THROW(evaluationFromJson(text), Error) << text;
  }
}

}  // namespace
}  // namespace skewscope::spec
