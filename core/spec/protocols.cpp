#include "core/spec/protocols.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.h"

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
  const auto found = std::ranges::find(kProtocols, name, &ProtocolInfo::name);
  if (found != std::end(kProtocols)) return found->protocol;
  std::string names;
  for (const ProtocolInfo& info : kProtocols) names.append(names.empty() ? "" : ", ").append(info.name);
  throw Error(ErrorKind::Usage, fmt::format("There is no protocol \"{}\".", name),
              fmt::format("Choose of: {}.", names));
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

}  // namespace skewscope::spec
