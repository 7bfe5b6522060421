#include "core/spec/protocols.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/named.h"

namespace skewscope::spec {
namespace {

constexpr ProtocolInfo kProtocols[] = {
    {Protocol::Live, "live", "the run's own head, or kNN"},
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
  const bool queued = !supervised && spec.method == Method::MoCo;
  if (protocol == Protocol::Calibration) return supervised;
  if (protocol == Protocol::LossGap) return !supervised && !queued;
  return protocol != Protocol::Sharpness || !queued;
}

void requireValid(const EvaluationRequest& request) {
  require(!request.protocols.empty(), "An evaluation needs a protocol.");
  require(request.shots >= 1, "The few-shot probe needs at least one image per class.");
  require(request.repeats >= 1 && request.repeats <= 1000, "Repeats must lie between 1 and 1000.");
  require(request.epochs >= 0, "Epochs cannot be negative.");
  for (const Protocol protocol : request.protocols) {
    if (protocol != Protocol::OutOfDomainProbe && protocol != Protocol::FineTuning) continue;
    if (request.dataset.empty())
      throw Error(ErrorKind::Usage, "An evaluation out of domain needs a target data set.",
                  "Name one; `skewscope-engine datasets` lists them.");
  }
}

std::string toJson(const EvaluationRequest& request) {
  nlohmann::json json;
  for (const Protocol protocol : request.protocols) json["protocols"].push_back(protocolInfo(protocol).name);
  json["shots"] = request.shots;
  json["repeats"] = request.repeats;
  json["epochs"] = request.epochs;
  json["dataset"] = request.dataset;
  json["data_dir"] = request.dataDir;
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
    request.shots = json.value("shots", request.shots);
    request.repeats = json.value("repeats", request.repeats);
    request.epochs = json.value("epochs", request.epochs);
    request.dataset = json.value("dataset", request.dataset);
    request.dataDir = json.value("data_dir", request.dataDir);
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorKind::Usage, "An evaluation's request lacks a value or has one of a wrong type.");
  }
  requireValid(request);
  return request;
}

}  // namespace skewscope::spec
