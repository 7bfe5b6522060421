#include "core/experiment/evaluations.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/error.h"
#include "core/data/datasets.h"

namespace skewscope::experiment {
namespace {

using spec::EvaluationRequest;
using spec::Protocol;

/// Whether a protocol gives an accuracy that a run does not measure by itself.
bool isAskedFor(Protocol protocol) {
  switch (protocol) {
    case Protocol::Knn:
    case Protocol::FullProbe:
    case Protocol::LongTailProbe:
    case Protocol::FewShotProbe:
    case Protocol::OutOfDomainProbe:
    case Protocol::FineTuning:
      return true;
    default:
      return false;
  }
}

/// The request that a note of a store asks for again; nothing where it cannot be told.
std::optional<EvaluationRequest> requestOf(const std::string& note) {
  const auto json = nlohmann::json::parse(note, nullptr, false);
  if (!json.is_object() || !json.contains("protocol") || !json["protocol"].is_string()) return std::nullopt;
  // The note has the settings under the names of a request.
  nlohmann::json asked{{"protocols", {json["protocol"]}}};
  for (const char* key : {"shots", "repeats", "epochs", "dataset"}) {
    if (json.contains(key)) asked[key] = json[key];
  }
  try {
    EvaluationRequest request = spec::evaluationFromJson(asked.dump());
    if (!isAskedFor(request.protocols.front())) return std::nullopt;
    if (!request.dataset.empty()) data::requireImages(request.dataset, {});
    return request;
  } catch (const Error&) {  // of a later version, or of data that this machine does not know
    return std::nullopt;
  } catch (const nlohmann::json::exception&) {  // text that is not UTF-8
    return std::nullopt;
  }
}

}  // namespace

std::vector<EvaluationRequest> evaluationsOf(store::Reader& reader, const store::RunRecord& run) {
  std::vector<EvaluationRequest> all;
  const auto add = [&](EvaluationRequest request) {
    if (std::ranges::find(all, request) == all.end()) all.push_back(std::move(request));
  };
  for (const std::string& wanted : reader.wantedEvaluations(run.id)) {
    try {
      add(spec::evaluationFromJson(wanted));
    } catch (const Error&) {  // it could not be made of the run itself
    }
  }
  for (const auto& record : reader.evaluations(run.id)) {
    if (record.epoch != run.spec.epochs) continue;
    if (auto request = requestOf(record.protocol)) add(std::move(*request));
  }
  return all;
}

}  // namespace skewscope::experiment
