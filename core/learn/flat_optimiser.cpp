#include "core/learn/flat_optimiser.h"

#include <ATen/ops/_foreach_copy.h>
#include <ATen/record_function.h>

#include <cstddef>
#include <cstring>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/cuda/plugin_loader.h"
#include "core/nn/device_kernels.h"

namespace skewscope::learn {
namespace {

using cuda::StepScalars;
using torch::Tensor;

/// Parameters begin at multiples of so many values, as convolutions like their memory.
constexpr std::int64_t kAlignment = 8;

constexpr const char* kWhat = "Parameters cannot be updated";

std::int64_t roomFor(const Tensor& parameter) {
  return (parameter.numel() + kAlignment - 1) / kAlignment * kAlignment;
}

/// Memory of a flat array from `begin` on, in shape and order of a parameter.
Tensor partOf(const Tensor& flat, std::int64_t begin, const Tensor& parameter) {
  return flat.as_strided(parameter.sizes(), parameter.strides(), begin);
}

/// Each handle of a layer to a parameter becomes one to what stands in its place.
class Replacement {
 public:
  void add(const Tensor& parameter, const Tensor& shadow) { all_[parameter.unsafeGetTensorImpl()] = shadow; }

  void applyTo(torch::nn::Module& network) const {
    std::size_t replaced = 0;
    for (const std::shared_ptr<torch::nn::Module>& layer : network.modules()) {
      const auto in = [&](auto* found) {
        if (found) replaced += replaceIn(found->weight) + replaceIn(found->bias);
      };
      in(layer->as<torch::nn::Conv2d>());
      in(layer->as<torch::nn::Linear>());
      in(layer->as<torch::nn::BatchNorm2d>());
      in(layer->as<torch::nn::BatchNorm1d>());
    }
    if (replaced != all_.size())
      throw Error(ErrorKind::Internal, "Parameters of a network cannot be laid out anew, or are");
  }

 private:
  std::size_t replaceIn(Tensor& handle) const {
    const auto found = handle.defined() ? all_.find(handle.unsafeGetTensorImpl()) : all_.end();
    if (found == all_.end()) return 0;
    handle = found->second;
    return 1;
  }

  std::map<const c10::TensorImpl*, Tensor> all_;
};

}  // namespace

FlatOptimiser::FlatOptimiser(const Model& model, Sgd& sgd)
    : plugin_(*model.kernels), device_(model.device), nesterov_(sgd.nesterov()) {
  const torch::NoGradGuard noGrad;
  const auto& parameters = sgd.parameters();
  std::vector<Tensor> momenta;
  for (const auto& [name, momentum] : sgd.momentumBuffers()) momenta.push_back(momentum);
  std::vector<std::size_t> matrices, vectors;
  // The rows of a head of cosines are made unit vectors in float32, as autocast leaves them.
  const Tensor cosines = model.cosineScale > 0 ? model.classifier->weight : Tensor();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const bool converted = parameters[i].dim() > 1 && !parameters[i].is_same(cosines);
    (converted ? matrices : vectors).push_back(i);
  }
  shadows_.resize(parameters.size());
  const auto type = model.bf16 ? torch::kBFloat16 : torch::kFloat32;
  groups_.push_back(makeGroup(parameters, momenta, std::move(matrices), type));
  if (!vectors.empty())
    groups_.push_back(makeGroup(parameters, momenta, std::move(vectors), torch::kFloat32));

  Replacement replacement;
  for (std::size_t i = 0; i < parameters.size(); ++i) replacement.add(parameters[i], shadows_[i]);
  replacement.applyTo(*model.root);

  StepScalars scalars;
  scalars.momentum = static_cast<float>(sgd.momentum());
  scalars.weightDecay = static_cast<float>(sgd.weightDecay());
  static_assert(sizeof scalars % sizeof(float) == 0);
  Tensor bytes = torch::zeros({static_cast<std::int64_t>(sizeof scalars)}, torch::kUInt8);
  std::memcpy(bytes.data_ptr(), &scalars, sizeof scalars);
  scalars_ = bytes.view(torch::kFloat32).to(device_);
  const auto wide = torch::dtype(torch::kFloat64).device(device_);
  partial_ = torch::zeros({cuda::kReductionBlocks * std::ssize(groups_)}, wide);
  static_assert(sizeof(cuda::SamNorm) == 2 * sizeof(double) && offsetof(cuda::SamNorm, norm) == 0);
  norm_ = torch::zeros({2}, wide);
  gate_ = torch::zeros({2}, wide);
  restore();
}

FlatOptimiser::Group FlatOptimiser::makeGroup(const std::vector<Tensor>& parameters,
                                              const std::vector<Tensor>& momenta,
                                              std::vector<std::size_t> members, torch::ScalarType type) {
  Group group;
  std::int64_t count = 0;
  for (const std::size_t i : members) count += roomFor(parameters[i]);
  const auto float32 = torch::dtype(torch::kFloat32).device(device_);
  group.master = torch::zeros({count}, float32);
  group.velocity = torch::zeros({count}, float32);
  group.gradient = torch::zeros({count}, float32.dtype(type));
  group.shadow = torch::zeros({count}, float32.dtype(type));
  std::int64_t begin = 0;
  for (const std::size_t i : members) {
    Tensor parameter = parameters[i], momentum = momenta[i];
    const auto moved = [&](const Tensor& flat, const Tensor& from) {
      return partOf(flat, begin, parameter).copy_(from);
    };
    momentum.set_data(moved(group.velocity, momentum));
    group.gradients.push_back(partOf(group.gradient, begin, parameter));
    shadows_[i] = partOf(group.shadow, begin, parameter).detach().requires_grad_();
    parameter.set_data(moved(group.master, parameter.detach()));
    begin += roomFor(parameter);
  }
  group.members = std::move(members);
  return group;
}

/// The gradients of the network go to flat memory.
void FlatOptimiser::gather() {
  for (Group& group : groups_) {
    std::vector<Tensor> gradients;
    for (const std::size_t i : group.members) {
      if (!shadows_[i].grad().defined())
        throw Error(ErrorKind::Internal, "A step by a device's kernels needs a gradient of each parameter");
      gradients.push_back(shadows_[i].grad());
    }
    at::_foreach_copy_(group.gradients, gradients);
  }
}

cuda::UpdateTask FlatOptimiser::task() const {
  cuda::UpdateTask task;
  for (const Group& group : groups_) {
    task.groups[static_cast<std::size_t>(task.count++)] = {
        .master = group.master.data_ptr<float>(),
        .velocity = group.velocity.data_ptr<float>(),
        .gradient = group.gradient.const_data_ptr(),
        .shadow = group.shadow.data_ptr(),
        .count = group.master.numel(),
        .type = *nn::kernelType(group.shadow.scalar_type())};
  }
  task.nesterov = nesterov_;
  task.scalars = reinterpret_cast<const StepScalars*>(scalars_.data_ptr<float>());
  task.partial = partial_.data_ptr<double>();
  return task;
}

template <typename Function>
void FlatOptimiser::start(const Function& function, const cuda::UpdateTask& task) const {
  cuda::start(function, kWhat, device_.index(), nn::nativeStream(device_), task);
}

void FlatOptimiser::zeroGradients() {
  for (Tensor& shadow : shadows_) shadow.mutable_grad().reset();
}

Tensor FlatOptimiser::perturb(double rho, bool adaptive) {
  const torch::NoGradGuard noGrad;
  static_assert(offsetof(StepScalars, rho) % sizeof(float) == 0);
  scalars_[offsetof(StepScalars, rho) / sizeof(float)].fill_(rho);
  cuda::UpdateTask task = this->task();
  task.adaptive = adaptive;
  task.norm = reinterpret_cast<cuda::SamNorm*>(norm_.data_ptr<double>());
  {
    RECORD_USER_SCOPE("skewscope::sam_norm");
    gather();
    start(plugin_.samNorm, task);
  }
  RECORD_USER_SCOPE("skewscope::sam_perturb");
  start(plugin_.samPerturb, task);
  return norm_[0];
}

void FlatOptimiser::restore() {
  RECORD_USER_SCOPE("skewscope::sam_restore");
  start(plugin_.restore, task());
}

void FlatOptimiser::step(const Tensor& rate, const Tensor& failed) {
  RECORD_USER_SCOPE("skewscope::sgd");
  const torch::NoGradGuard noGrad;
  static_assert(offsetof(StepScalars, learningRate) % sizeof(float) == 0);
  scalars_[offsetof(StepScalars, learningRate) / sizeof(float)].copy_(rate);
  gate_[0].copy_(failed / (1 - failed));  // infinite where it failed
  gather();
  cuda::UpdateTask task = this->task();
  task.norm = reinterpret_cast<cuda::SamNorm*>(gate_.data_ptr<double>());
  start(plugin_.sgd, task);
}

}  // namespace skewscope::learn
