#include "core/spec/protocols.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/named.h"

namespace skewscope::spec {
namespace {

constexpr ProtocolInfo kProtocols[] = {
    {Protocol::Live, "live", "the run's own head, or kNN"},
    {Protocol::Knn, "knn", "kNN with the run's options, of a supervised run too"},
    {Protocol::Probe, "probe", "linear probe on cached features, full balanced labels"},
    {Protocol::FullProbe, "full-probe", "linear probe by SGD on augmented views, as in the paper"},
    {Protocol::LongTailProbe, "lt-probe", "linear probe on the labels of the run's own subset"},
    {Protocol::FewShotProbe, "few-shot", "linear probe on --shots images per class, --repeats times"},
    {Protocol::OutOfDomainProbe, "ood-probe", "linear probe on another data set (--dataset)"},
    {Protocol::FineTuning, "fine-tune", "backbone and a new head trained on another data set (--dataset)"},
    {Protocol::LossGap, "loss-gap", "self-supervised loss of test minus training images, per class"},
    {Protocol::Sharpness, "sharpness", "increase of the training loss at the edge of SAM's ball, per class"},
    {Protocol::Spectrum, "spectrum", "spectrum and effective rank of the features"},
    {Protocol::Calibration, "calibration", "expected calibration error of the supervised head"},
    {Protocol::FeatureMap, "feature-map", "principal components and t-SNE map of the test images (--images)"},
};

void require(bool good, const char* what) {
  if (!good) throw Error(ErrorKind::Usage, what);
}

}  // namespace

std::span<const ProtocolInfo> protocols() {
  return kProtocols;
}

Protocol protocolFromName(std::string_view name) {
  return findNamed(protocols(), name, "protocol").protocol;
}

const ProtocolInfo& protocolInfo(Protocol protocol) {
  return *std::ranges::find(kProtocols, protocol, &ProtocolInfo::protocol);
}

bool canHave(const ExperimentSpec& spec, Protocol protocol) {
  const bool supervised = spec.mode == Mode::Supervised;
  if (protocol == Protocol::Calibration) return supervised;
  return protocol != Protocol::LossGap || !supervised;
}

void requireValid(const EvaluationRequest& request) {
  require(!request.protocols.empty(), "An evaluation needs a protocol.");
  require(request.shots >= 1 && request.shots <= 1'000'000,
          "The few-shot probe needs 1 to 1,000,000 images per class.");
  require(request.repeats >= 1 && request.repeats <= 1000, "Repeats must lie between 1 and 1000.");
  require(request.images >= 10 && request.images <= 10'000, "A feature map needs 10 to 10,000 images.");
  require(request.epochs >= 0 && request.epochs <= 100'000, "Epochs must lie between 0 and 100,000.");
  for (const Protocol protocol : request.protocols) {
    if (protocol != Protocol::OutOfDomainProbe && protocol != Protocol::FineTuning) continue;
    if (request.dataset.empty())
      throw Error(ErrorKind::Usage, "An evaluation out of domain needs a target data set.",
                  "Name one; `skewscope-engine datasets` lists them.");
  }
}

std::string namesOf(const EvaluationRequest& request) {
  std::string names;
  for (const Protocol protocol : request.protocols)
    names.append(names.empty() ? "" : ", ").append(protocolInfo(protocol).name);
  return names;
}

std::string toJson(const EvaluationRequest& request) {
  nlohmann::json json;
  const auto has = [&](std::initializer_list<Protocol> some) {
    return std::ranges::find_first_of(request.protocols, some) != request.protocols.end();
  };
  for (const Protocol protocol : request.protocols) json["protocols"].push_back(protocolInfo(protocol).name);
  if (has({Protocol::FewShotProbe})) json["shots"] = request.shots;
  if (has({Protocol::FewShotProbe, Protocol::LossGap})) json["repeats"] = request.repeats;
  if (has({Protocol::FullProbe, Protocol::FineTuning})) json["epochs"] = request.epochs;
  if (has({Protocol::FeatureMap})) json["images"] = request.images;
  if (has({Protocol::OutOfDomainProbe, Protocol::FineTuning})) {
    json["dataset"] = request.dataset;
    json["data_dir"] = request.dataDir;
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

EvaluationRequest evaluationFromJson(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  require(json.is_object(), "An evaluation's request is not a JSON object.");
  EvaluationRequest request;
  try {
    request.protocols.clear();
    for (const auto& name : json.at("protocols"))
      request.protocols.push_back(protocolFromName(name.get<std::string>()));
    const auto whole = [&](const char* key, std::int64_t& value) {
      if (!json.contains(key)) return;
      require(json[key].is_number_integer(), "An evaluation's request has a number that is not whole.");
      // A larger one than int64 holds would wrap around.
      const bool large = json[key].is_number_unsigned() && json[key].get<std::uint64_t>() > 1'000'000'000;
      value = large ? 1'000'000'000 : json[key].get<std::int64_t>();
    };
    whole("shots", request.shots);
    whole("repeats", request.repeats);
    whole("epochs", request.epochs);
    whole("images", request.images);
    request.dataset = json.value("dataset", request.dataset);
    request.dataDir = json.value("data_dir", request.dataDir);
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorKind::Usage, "An evaluation's request lacks a value or has one of a wrong type.");
  }
  requireValid(request);
  return request;
}

}  // namespace skewscope::spec
