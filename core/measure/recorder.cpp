#include "core/measure/recorder.h"

#include <ATen/SequenceNumber.h>
#include <ATen/autocast_mode.h>
#include <torch/torch.h>

#include <algorithm>
#include <string_view>

namespace skewscope::measure {
namespace {

using bench::Stage;
using bench::Work;
using torch::Tensor;

/// The stage of the backward pass that belongs to one of the forward pass.
Stage backwardOf(Stage stage) {
  switch (stage) {
    case Stage::ForwardConvolution:
      return Stage::BackwardConvolution;
    case Stage::ForwardNorm:
      return Stage::BackwardNorm;
    case Stage::ForwardHead:
      return Stage::BackwardHead;
    case Stage::ForwardLoss:
      return Stage::BackwardLoss;
    default:
      return stage;
  }
}

/// Convolutions, and what narrow shortcuts do in place of a stride.
bool isConvolution(std::string_view name) {
  return name == "aten::conv2d" || name == "aten::slice" || name == "aten::contiguous";
}

/// What LibTorch wraps around each node of the graph and the sums of gradients after it.
bool isBackwardCall(const at::RecordFunction& function) {
  return function.scope() == at::RecordScope::FUNCTION &&
         std::string_view(function.name()).starts_with("autograd::engine::evaluate_function");
}

bool isTensor(const c10::IValue& value) {
  return value.isTensor() && value.toTensor().defined();
}

double bytesOf(const Tensor& tensor) {
  return static_cast<double>(tensor.nbytes());
}

/// Bytes of the values that a layer computes in: autocast casts within the operation.
std::int64_t valueSize(const Tensor& tensor) {
  return at::autocast::is_autocast_enabled(at::kCPU) && tensor.scalar_type() == torch::kFloat32
             ? 2
             : static_cast<std::int64_t>(tensor.element_size());
}

}  // namespace

thread_local Recorder* Recorder::active_ = nullptr;

Recorder::Recorder(What what) : what_(what) {
  active_ = this;
  handle_ =
      at::addThreadLocalCallback(at::RecordFunctionCallback(&begin, &end)
                                     .needsInputs(what == What::Shapes)
                                     .scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION,
                                              at::RecordScope::USER_SCOPE}));
}

Recorder::~Recorder() {
  at::removeCallback(handle_);
  active_ = nullptr;
}

void Recorder::beginStep() {
  phase_ = Phase::Before;
  second_ = false;
  nodes_.clear();
}

std::unique_ptr<at::ObserverContext> Recorder::begin(const at::RecordFunction& function) {
  active_->enter(function);
  return nullptr;
}

void Recorder::end(const at::RecordFunction& function, at::ObserverContext* /*context*/) {
  active_->leave(function);
}

void Recorder::enter(const at::RecordFunction& function) {
  if (isBackwardCall(function)) {
    phase_ = Phase::Backward;
    return;
  }
  if (depth_++ == 0) {
    stage_ = stageOf(function);
    firstNode_ = at::sequence_number::peek();
    start_ = Clock::now();
  }
  if (what_ == What::Shapes) count(function);
}

void Recorder::leave(const at::RecordFunction& function) {
  if (isBackwardCall(function)) return;
  if (productDepth_ == depth_) productDepth_ = 0;
  if (--depth_ > 0) return;
  const Stage entered = second_ && phase_ <= Phase::Backward ? Stage::SecondPass : stage_;
  seconds_[static_cast<std::size_t>(entered)] += std::chrono::duration<double>(Clock::now() - start_).count();
  if (phase_ == Phase::Forward || phase_ == Phase::Loss)
    nodes_.push_back({firstNode_, at::sequence_number::peek(), stage_});
  if (function.scope() != at::RecordScope::USER_SCOPE) return;
  if (stage_ == Stage::ForwardLoss) phase_ = Phase::Loss;
  if (stage_ == Stage::SamPerturb) {
    phase_ = Phase::Before;
    second_ = true;
    nodes_.clear();
  }
}

Stage Recorder::stageOf(const at::RecordFunction& function) {
  const std::string_view name(function.name());
  switch (function.scope()) {
    case at::RecordScope::USER_SCOPE:
      return scopeStage(name);
    case at::RecordScope::BACKWARD_FUNCTION:
      phase_ = Phase::Backward;
      return nodeStage(function);
    default:
      break;
  }
  if (phase_ == Phase::Before && name == "aten::conv2d") phase_ = Phase::Forward;
  switch (phase_) {
    case Phase::Forward:
      return isConvolution(name) ? Stage::ForwardConvolution : Stage::ForwardHead;
    case Phase::Loss:
      return Stage::ForwardLoss;
    case Phase::Backward:
      return Stage::GradientSums;
    default:
      return Stage::Other;
  }
}

Stage Recorder::scopeStage(std::string_view name) {
  if (name == "skewscope::batch_norm") return Stage::ForwardNorm;
  if (name == "skewscope::loss") return Stage::ForwardLoss;
  if (name == "skewscope::key_encoder") return Stage::KeyEncoder;
  phase_ = Phase::After;
  if (name == "skewscope::sgd") return Stage::Optimiser;
  if (name == "skewscope::sam_norm") return Stage::SamNorm;
  if (name == "skewscope::sam_perturb") return Stage::SamPerturb;
  if (name == "skewscope::sam_restore") return Stage::SamRestore;
  return Stage::Other;
}

Stage Recorder::nodeStage(const at::RecordFunction& function) {
  const auto number = static_cast<std::uint64_t>(function.seqNr());
  // Nodes that store the gradient of a parameter have the largest number there is.
  const auto found = std::ranges::find_if(
      nodes_, [&](const Nodes& nodes) { return number >= nodes.first && number < nodes.last; });
  return found == nodes_.end() ? Stage::GradientSums : backwardOf(found->stage);
}

void Recorder::count(const at::RecordFunction& function) {
  if (second_) return;
  const std::string_view name(function.name());
  if (function.scope() == at::RecordScope::USER_SCOPE) {
    if (name == "skewscope::batch_norm") countNorm(function);
    if (name == "skewscope::loss") countLoss(function);
  } else if (function.scope() != at::RecordScope::FUNCTION) {
    return;
  } else if (depth_ == 1 && stage_ == Stage::GradientSums) {
    countSum(function);
  } else if (phase_ != Phase::Backward) {
    if (name == "aten::convolution") countConvolution(function);
    if (productDepth_ == 0 && (name == "aten::mm" || name == "aten::addmm")) {
      countProduct(function, name == "aten::mm" ? 0 : 1);
      productDepth_ = depth_;
    }
  }
}

void Recorder::add(const Work& forward, const Work& backward) {
  work_[static_cast<std::size_t>(stage_)] += forward;
  if (torch::GradMode::is_enabled()) work_[static_cast<std::size_t>(backwardOf(stage_))] += backward;
}

void Recorder::countConvolution(const at::RecordFunction& function) {
  const auto inputs = function.inputs();
  const Tensor x = inputs[0].toTensor(), weight = inputs[1].toTensor();
  const auto stride = inputs[3].toIntVector(), padding = inputs[4].toIntVector();
  const auto positions = [&](std::size_t d) {
    const auto dim = static_cast<std::int64_t>(d) + 2;
    return (x.size(dim) + 2 * padding[d] - weight.size(dim)) / stride[d] + 1;
  };
  const Convolution convolution{.shape = {.batch = x.size(0),
                                          .inputChannels = x.size(1),
                                          .height = x.size(2),
                                          .width = x.size(3),
                                          .outputChannels = weight.size(0),
                                          .kernelHeight = weight.size(2),
                                          .kernelWidth = weight.size(3),
                                          .outputHeight = positions(0),
                                          .outputWidth = positions(1),
                                          .inputGradient = x.requires_grad(),
                                          .valueSize = static_cast<std::int64_t>(x.element_size())},
                                .stride = stride,
                                .padding = padding,
                                .type = static_cast<int>(x.scalar_type())};
  add(bench::forwardWork(convolution.shape), bench::backwardWork(convolution.shape));
  if (stage_ == Stage::ForwardConvolution) ++convolutions_[convolution];
}

void Recorder::countProduct(const at::RecordFunction& function, std::size_t first) {
  const auto inputs = function.inputs();
  const Tensor x = inputs[first].toTensor(), factor = inputs[first + 1].toTensor();
  const bench::ProductShape shape{.rows = x.size(0),
                                  .inner = x.size(1),
                                  .columns = factor.size(1),
                                  .gradients = int(x.requires_grad()) + int(factor.requires_grad()),
                                  .valueSize = valueSize(x)};
  add(bench::forwardWork(shape), bench::backwardWork(shape));
}

void Recorder::countNorm(const at::RecordFunction& function) {
  const auto inputs = function.inputs();
  const Tensor x = inputs[0].toTensor();
  const bench::NormShape shape{.values = x.numel(),
                               .residual = isTensor(inputs[1]),
                               .valueSize = static_cast<std::int64_t>(x.element_size())};
  add(bench::forwardWork(shape), bench::backwardWork(shape));
}

void Recorder::countLoss(const at::RecordFunction& function) {
  for (const c10::IValue& input : function.inputs()) {
    const double bytes = bytesOf(input.toTensor());
    add({0, bytes}, {0, 2 * bytes});  // read; read again, and its gradient written
  }
}

void Recorder::countSum(const at::RecordFunction& function) {
  const auto inputs = function.inputs();
  Work work;
  for (const c10::IValue& input : inputs) {
    if (isTensor(input)) work += {0, bytesOf(input.toTensor())};
  }
  if (!inputs.empty() && isTensor(inputs.front())) {
    const Tensor& sum = inputs.front().toTensor();
    work += {static_cast<double>(sum.numel()), bytesOf(sum)};
  }
  work_[static_cast<std::size_t>(Stage::GradientSums)] += work;
}

}  // namespace skewscope::measure
