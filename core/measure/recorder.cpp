#include "core/measure/recorder.h"

#include <ATen/SequenceNumber.h>
#include <ATen/autocast_mode.h>

#include <algorithm>
#include <string_view>

#include "core/nn/torch.h"

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

/// BatchNorm, residual and ReLU of a backbone where they are LibTorch's operations.
bool isNorm(std::string_view name) {
  return name == "aten::batch_norm" || name == "aten::add_" || name == "aten::relu_";
}

/// How deep this thread is in nodes of a graph: above 0 it computes gradients.
thread_local int backwardCalls = 0;

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
  return at::autocast::is_autocast_enabled(tensor.device().type()) && tensor.scalar_type() == torch::kFloat32
             ? 2
             : static_cast<std::int64_t>(tensor.element_size());
}

}  // namespace

std::atomic<Recorder*> Recorder::active_ = nullptr;

Recorder::Recorder(What what, const DeviceClock& clock) : clock_(clock), what_(what) {
  active_ = this;
  // LibTorch takes the callbacks of this thread along to the threads that compute its gradients.
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
  inBackbone_ = false;
  nodes_.clear();
  borders_.clear();
  beginStage(Stage::Other);
}

void Recorder::endStep() {
  if (borders_.empty()) return;
  borders_.push_back({Stage::Other, clock_.now()});
  for (std::size_t i = 0; i + 1 < borders_.size(); ++i)
    seconds_[static_cast<std::size_t>(borders_[i].stage)] +=
        clock_.secondsBetween(borders_[i].at, borders_[i + 1].at);
  borders_.clear();
}

void Recorder::beginStage(Stage stage) {
  if (clock_.onProcessor() || what_ != What::Time) return;
  if (borders_.empty() || borders_.back().stage != stage) borders_.push_back({stage, clock_.now()});
}

std::unique_ptr<at::ObserverContext> Recorder::begin(const at::RecordFunction& function) {
  active_.load()->enter(function);
  return nullptr;
}

void Recorder::end(const at::RecordFunction& function, at::ObserverContext* /*context*/) {
  active_.load()->leave(function);
}

void Recorder::enter(const at::RecordFunction& function) {
  if (isBackwardCall(function)) {
    ++backwardCalls;
    phase_ = Phase::Backward;
    return;
  }
  if (depth_++ == 0) {
    stage_ = stageOf(function);
    firstNode_ = at::sequence_number::peek();
    beginStage(timedStage());
    start_ = Clock::now();
  }
  if (what_ == What::Shapes) count(function);
}

void Recorder::leave(const at::RecordFunction& function) {
  if (isBackwardCall(function)) {
    // The next node may be another thread's by now.
    --backwardCalls;
    return;
  }
  if (productDepth_ == depth_) productDepth_ = 0;
  if (normDepth_ == depth_) normDepth_ = 0;
  if (--depth_ > 0) return;
  if (clock_.onProcessor()) seconds_[static_cast<std::size_t>(timedStage())] += secondsSince(start_);
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

Stage Recorder::timedStage() const {
  return second_ && phase_ <= Phase::Backward ? Stage::SecondPass : stage_;
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
      return forwardStage(name);
    case Phase::Loss:
      return Stage::ForwardLoss;
    case Phase::Backward:
      return backwardCalls > 0 ? Stage::GradientSums : Stage::Other;
    default:
      return Stage::Other;
  }
}

Stage Recorder::forwardStage(std::string_view name) {
  if (isConvolution(name)) {
    inBackbone_ = true;
    return Stage::ForwardConvolution;
  }
  if (inBackbone_ && isNorm(name)) return Stage::ForwardNorm;
  inBackbone_ = false;  // what pools the last maps ends it; the next view begins with a convolution
  return Stage::ForwardHead;
}

Stage Recorder::scopeStage(std::string_view name) {
  if (name == "skewscope::views") return Stage::Augmentation;
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
    if (name == "skewscope::batch_norm") {
      countNorm(function);
      if (normDepth_ == 0) normDepth_ = depth_;
    }
    if (name == "skewscope::loss") countLoss(function);
  } else if (function.scope() != at::RecordScope::FUNCTION) {
    return;
  } else if (depth_ == 1 && stage_ == Stage::GradientSums) {
    countSum(function);
  } else if (phase_ != Phase::Backward) {
    if (productDepth_ == 0 && name == "aten::convolution") {
      countConvolution(function);
      productDepth_ = depth_;
    }
    if (normDepth_ == 0 && name == "aten::batch_norm") countPlainNorm(function);
    if (normDepth_ == 0 && name == "aten::add_") countResidual(function);
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

void Recorder::countPlainNorm(const at::RecordFunction& function) {
  const Tensor x = function.inputs()[0].toTensor();
  normed_ = 0;
  if (x.dim() != 4) return;  // of a head, whose products are what counts
  normed_ = x.numel();
  const bench::NormShape shape{
      .values = normed_, .residual = false, .valueSize = static_cast<std::int64_t>(x.element_size())};
  add(bench::forwardWork(shape), bench::backwardWork(shape));
}

void Recorder::countResidual(const at::RecordFunction& function) {
  const Tensor x = function.inputs()[0].toTensor();
  if (normed_ == 0 || x.dim() != 4 || x.numel() != normed_) return;
  bench::NormShape shape{
      .values = normed_, .residual = true, .valueSize = static_cast<std::int64_t>(x.element_size())};
  normed_ = 0;
  const Work forward = bench::forwardWork(shape), backward = bench::backwardWork(shape);
  shape.residual = false;  // counted with the norm
  add(forward - bench::forwardWork(shape), backward - bench::backwardWork(shape));
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
