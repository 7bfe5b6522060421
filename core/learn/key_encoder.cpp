#include "core/learn/key_encoder.h"

#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/record_function.h>

#include <algorithm>
#include <memory>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/learn/rows.h"
#include "core/nn/heads.h"
#include "core/nn/precision.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;

/// Rows uniform on the sphere, by normal coordinates.
Tensor randomUnitRows(std::int64_t rows, std::int64_t columns, std::uint64_t seed) {
  Tensor values = torch::empty({rows, columns}, torch::kFloat32);
  float* out = values.data_ptr<float>();
  for (std::int64_t r = 0; r < rows; ++r) {
    Random random({.seed = seed, .purpose = Purpose::Queue, .item = static_cast<std::uint32_t>(r)});
    for (std::int64_t c = 0; c < columns; ++c) *out++ = static_cast<float>(random.normal());
  }
  return unitRows(values);
}

}  // namespace

KeyEncoder::KeyEncoder(const spec::ExperimentSpec& spec, const std::vector<Tensor>& queryParameters)
    : root_(std::make_shared<torch::nn::Module>("key")), momentum_(spec.mocoMomentum) {
  const torch::NoGradGuard noGrad;
  backbone_ = root_->register_module("backbone", nn::ResNet(nn::resNetSettings(spec)));
  projector_ = root_->register_module("projector", nn::simClrProjector(spec, backbone_->featureDim()));
  nn::toChannelsLast(*root_);
  parameters_ = root_->parameters();
  if (parameters_.size() != queryParameters.size())
    throw Error(ErrorKind::Internal, "The key encoder is not of the query encoder's architecture");
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    parameters_[i].requires_grad_(false);
    parameters_[i].copy_(queryParameters[i]);
  }
  queue_ = randomUnitRows(spec.mocoQueue, spec.projectorOutput, static_cast<std::uint64_t>(spec.seed));
  next_ = torch::zeros({}, torch::kInt64);
}

void KeyEncoder::moveTo(const torch::Device& device) {
  root_->to(device);
  queue_ = queue_.to(device);
  next_ = next_.to(device);
}

void KeyEncoder::beginStep(const std::vector<Tensor>& queryParameters, const Tensor& view, bool bf16) {
  RECORD_USER_SCOPE("skewscope::key_encoder");
  const torch::NoGradGuard noGrad;
  at::_foreach_mul_(parameters_, momentum_);
  at::_foreach_add_(parameters_, queryParameters, 1 - momentum_);
  const nn::AutocastGuard autocast(bf16);
  keys_ = unitRows(projector_.ptr()->forward(backbone_.ptr()->forward(view)));
}

Tensor KeyEncoder::encode(const Tensor& view, bool bf16) const {
  const torch::NoGradGuard noGrad;
  const bool training = root_->is_training();
  root_->eval();
  const nn::AutocastGuard autocast(bf16);
  Tensor keys = unitRows(projector_.ptr()->forward(backbone_.ptr()->forward(view)));
  root_->train(training);
  return keys;
}

void KeyEncoder::endStep() {
  RECORD_USER_SCOPE("skewscope::key_encoder");
  const torch::NoGradGuard noGrad;
  const std::int64_t size = queue_.size(0);
  const Tensor keys = keys_.slice(0, std::max<std::int64_t>(keys_.size(0) - size, 0));
  // Where they go is not read, so that a device is not waited for.
  queue_.index_copy_(0, (torch::arange(keys.size(0), next_.options()) + next_).remainder_(size), keys);
  next_.add_(keys.size(0)).remainder_(size);
}

std::vector<std::pair<std::string, Tensor>> KeyEncoder::namedState() const {
  std::vector<std::pair<std::string, Tensor>> state;
  for (const auto& item : root_->named_parameters()) state.emplace_back("key." + item.key(), item.value());
  for (const auto& item : root_->named_buffers()) state.emplace_back("key." + item.key(), item.value());
  state.emplace_back("key.queue", queue_);
  state.emplace_back("key.next", next_);
  return state;
}

}  // namespace skewscope::learn
