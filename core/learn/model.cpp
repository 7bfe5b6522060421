#include "core/learn/model.h"

#include <ATen/record_function.h>

#include "core/base/error.h"
#include "core/base/system.h"
#include "core/learn/long_tail_losses.h"
#include "core/learn/losses.h"
#include "core/nn/device_kernels.h"
#include "core/nn/heads.h"
#include "core/nn/initialise.h"
#include "core/nn/precision.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

constexpr const char* kLossScope = "skewscope::loss";  // what profilers and core/measure see

Tensor run(const torch::nn::Sequential& module, const Tensor& x) {
  return module.ptr()->forward(x);
}

/// `tensor` on a device, without waiting for what the device does: memory of the host that is not pinned is
/// read before the call returns.
Tensor placed(const Tensor& tensor, const torch::Device& device) {
  return tensor.to(device, /*non_blocking=*/true);
}

/// How forward passes of a model compute.
class ForwardScope {
 public:
  /// `views`: of which the batch is made.
  explicit ForwardScope(const Model& model, std::int64_t views = 1)
      : autocast_(model.bf16), kernels_({model.kernels, views}) {}

 private:
  nn::AutocastGuard autocast_;
  nn::DeviceKernelsGuard kernels_;
};

Tensor embedded(const Model& model, const Tensor& view) {
  return model.backbone.ptr()->forward(placed(view, model.device));
}

NamedTensors listed(const torch::OrderedDict<std::string, Tensor>& tensors) {
  NamedTensors list;
  for (const auto& item : tensors) list.emplace_back(item.key(), item.value());
  return list;
}

}  // namespace

void Model::moveTo(const nn::Device& to) {
  root->to(to.torch);
  labelLoss.moveTo(to.torch);
  if (keyEncoder) keyEncoder->moveTo(to.torch);
  device = to.torch;
  kernels = to.fused ? to.plugin : nullptr;
}

Tensor Model::losses(const std::vector<Tensor>& views, const Tensor& labels) const {
  if (std::ssize(views) != viewCount()) {
    throw Error(ErrorKind::Internal, "The loss takes " + std::to_string(viewCount()) + " views, but got " +
                                         std::to_string(views.size()));
  }
  if (mode == spec::Mode::Supervised) {
    const Tensor scores = logits(views[0]);
    RECORD_USER_SCOPE_WITH_INPUTS(kLossScope, std::vector<c10::IValue>{scores});
    return labelLoss(scores, placed(labels, device));
  }
  if (method == spec::Method::MoCo) {
    if (!keyEncoder->keys().defined())
      throw Error(ErrorKind::Internal, "MoCo's loss was asked for before its keys");
    const ForwardScope scope(*this);
    const Tensor queries = run(projector, embedded(*this, views[0]));
    RECORD_USER_SCOPE_WITH_INPUTS(kLossScope, std::vector<c10::IValue>{queries});
    return momentumContrast(queries, keyEncoder->keys(), keyEncoder->queue(), temperature);
  }
  if (!kernels) {
    const ForwardScope scope(*this);
    const Heads first = headsOf(views[0]), second = headsOf(views[1]);
    return lossesOf(first, second);
  }
  // One pass over both: each operation has twice the work, and there are half as many.
  const ForwardScope scope(*this, 2);
  const std::int64_t images = views[0].size(0);
  const Heads both = headsOf(torch::cat({placed(views[0], device), placed(views[1], device)}));
  const auto of = [&](std::int64_t view) {
    const auto rows = [&](const Tensor& all) {
      return all.defined() ? all.narrow(0, view * images, images) : all;
    };
    return Heads{rows(both.projections), rows(both.predictions)};
  };
  return lossesOf(of(0), of(1));
}

Model::Heads Model::headsOf(const Tensor& view) const {
  Heads found;
  found.projections = run(projector, embedded(*this, view));
  if (predictor) found.predictions = run(predictor, found.projections);
  return found;
}

Tensor Model::lossesOf(const Heads& first, const Heads& second) const {
  const Tensor &z1 = first.projections, &z2 = second.projections;
  if (method == spec::Method::SimClr) {
    RECORD_USER_SCOPE_WITH_INPUTS(kLossScope, (std::vector<c10::IValue>{z1, z2}));
    return ntXent(z1, z2, temperature);
  }
  const Tensor &p1 = first.predictions, &p2 = second.predictions;
  RECORD_USER_SCOPE_WITH_INPUTS(kLossScope, (std::vector<c10::IValue>{p1, p2, z1, z2}));
  return simSiam(p1, p2, z1, z2);
}

Tensor Model::trainedLosses(const std::vector<Tensor>& views, const Tensor& labels,
                            Negatives negatives) const {
  if (!keyEncoder) return losses(views, labels);
  const ForwardScope scope(*this);
  const Tensor keys = keyEncoder->encode(placed(views.at(1), device), bf16);
  const Tensor queries = run(projector, embedded(*this, views[0]));
  return negatives == Negatives::Batch ? batchContrast(queries, keys, temperature)
                                       : momentumContrast(queries, keys, keyEncoder->queue(), temperature);
}

void Model::beginStep(const std::vector<Tensor>& views) const {
  if (!keyEncoder) return;
  const nn::DeviceKernelsGuard scope({kernels, 1});
  keyEncoder->beginStep(root->parameters(), placed(views[1], device), bf16);
}

void Model::endStep() const {
  if (keyEncoder) keyEncoder->endStep();
}

Tensor Model::logits(const Tensor& view) const {
  if (!classifier) throw Error(ErrorKind::Internal, "A self-supervised model has no classifier");
  const ForwardScope scope(*this);
  if (cosineScale > 0) {
    return cosineScores(embedded(*this, view), classifier->weight, cosineScale);
  }
  return classifier.ptr()->forward(embedded(*this, view)).to(torch::kFloat32);
}

Tensor Model::features(const Tensor& view) const {
  const ForwardScope scope(*this);
  return embedded(*this, view).to(torch::kFloat32);
}

Tensor Model::projections(const Tensor& view) const {
  if (!projector) throw Error(ErrorKind::Internal, "A supervised model has no projector");
  const ForwardScope scope(*this);
  return run(projector, embedded(*this, view)).to(torch::kFloat32);
}

Tensor Model::featureMaps(const Tensor& view) const {
  const ForwardScope scope(*this);
  return backbone.ptr()->featureMaps(placed(view, device)).to(torch::kFloat32);
}

NamedTensors Model::namedParameters() const {
  return listed(root->named_parameters());
}

NamedTensors Model::namedBuffers() const {
  NamedTensors buffers = listed(root->named_buffers());
  if (keyEncoder) {
    for (auto& item : keyEncoder->namedState()) buffers.push_back(std::move(item));
  }
  return buffers;
}

void Model::setTraining(bool training) const {
  root->train(training);
}

Model makeModel(const spec::ExperimentSpec& spec, int classes) {
  Model model;
  model.mode = spec.mode;
  model.method = spec.method;
  model.temperature = spec.temperature;
  model.bf16 = nn::resolveBf16(spec.precision, model.device, cpuInfo());
  model.root = std::make_shared<torch::nn::Module>("model");
  model.backbone = model.root->register_module("backbone", nn::ResNet(nn::resNetSettings(spec)));
  const std::int64_t featureDim = model.backbone->featureDim();
  if (spec.mode == spec::Mode::Supervised) {
    if (spec.loss == spec::Loss::Ldam) model.cosineScale = spec.ldamScale;
    model.classifier = model.root->register_module(
        "classifier", model.cosineScale > 0 ? nn::cosineClassifier(featureDim, classes)
                                            : nn::classifier(featureDim, classes));
  } else if (spec.method != spec::Method::SimSiam) {
    model.projector = model.root->register_module("projector", nn::simClrProjector(spec, featureDim));
  } else {
    model.projector = model.root->register_module("projector", nn::simSiamProjector(spec, featureDim));
    model.predictor = model.root->register_module("predictor", nn::simSiamPredictor(spec));
  }
  nn::initialise(*model.root, static_cast<std::uint64_t>(spec.seed));
  if (model.cosineScale > 0) normaliseRows(model.classifier->weight);
  nn::toChannelsLast(*model.root);
  model.setTraining(true);
  if (spec.mode != spec::Mode::Supervised && spec.method == spec::Method::MoCo) {
    model.keyEncoder = std::make_shared<KeyEncoder>(spec, model.root->parameters());
  }
  return model;
}

}  // namespace skewscope::learn
