#include "core/nn/norm_on_device.h"

#include <ATen/record_function.h>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/cuda/norm_task.h"
#include "core/cuda/plugin_loader.h"
#include "core/nn/device_kernels.h"

namespace skewscope::nn {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;

constexpr const char* kWhat = "A batch cannot be normalised";

bool isRows(const Tensor& tensor) {
  return tensor.dim() == 2 ? tensor.is_contiguous()
                           : tensor.dim() == 4 && tensor.is_contiguous(torch::MemoryFormat::ChannelsLast);
}

/// In memory that the kernels take, with that type.
Tensor asRows(const Tensor& tensor, torch::ScalarType type) {
  return tensor.to(type).contiguous(tensor.dim() == 2 ? torch::MemoryFormat::Contiguous
                                                      : torch::MemoryFormat::ChannelsLast);
}

bool isAligned(const Tensor& tensor) {
  return reinterpret_cast<std::uintptr_t>(tensor.const_data_ptr()) % (4 * tensor.element_size()) == 0;
}

cuda::NormShape shapeOf(const Tensor& x, std::int64_t views) {
  return {.views = static_cast<int>(views),
          .rows = x.numel() / x.size(1) / views,
          .channels = static_cast<int>(x.size(1)),
          .type = *kernelType(x.scalar_type())};
}

template <typename T>
T* dataOf(const Tensor& tensor) {
  return tensor.defined() ? static_cast<T*>(tensor.data_ptr()) : nullptr;
}

/// Room for one ChannelNorm for each view and channel.
Tensor roomForNorms(const Tensor& x, std::int64_t views) {
  static_assert(sizeof(cuda::ChannelNorm) == 4 * sizeof(float));
  return torch::empty({views * x.size(1), 4}, x.options().dtype(torch::kFloat32));
}

cuda::ChannelNorm* normsOf(const Tensor& room) {
  return reinterpret_cast<cuda::ChannelNorm*>(room.data_ptr<float>());
}

Tensor roomForScratch(const SkewscopeCudaPlugin& plugin, const cuda::NormShape& shape, const Tensor& x) {
  return torch::empty({plugin.normScratch(&shape)}, x.options().dtype(torch::kFloat64));
}

cuda::NormForward passOf(const NormLayer& layer, const Tensor& x, const Tensor& residual, bool relu,
                         std::int64_t views, const Tensor& norm, const Tensor& y) {
  return {.shape = shapeOf(x, views),
          .layer = {.weight = dataOf<float>(layer.weight),
                    .bias = dataOf<float>(layer.bias),
                    .runningMean = dataOf<float>(layer.runningMean),
                    .runningVariance = dataOf<float>(layer.runningVariance),
                    .batches = dataOf<std::int64_t>(layer.batches),
                    .eps = layer.eps,
                    .momentum = layer.momentum},
          .x = x.const_data_ptr(),
          .residual = residual.defined() ? residual.const_data_ptr() : nullptr,
          .relu = relu,
          .scratch = nullptr,
          .norm = normsOf(norm),
          .y = y.data_ptr()};
}

class NormByKernels : public torch::autograd::Function<NormByKernels> {
 public:
  // The parameter list is what Function::apply() makes of its arguments.
  static Tensor forward(AutogradContext* context, const Tensor& x, const std::optional<Tensor>& /*weight*/,
                        const std::optional<Tensor>& /*bias*/, const std::optional<Tensor>& residual,
                        const NormLayer& layer, bool relu, const DeviceKernels& kernels) {
    const Tensor added = residual.value_or(Tensor());
    const Tensor norm = roomForNorms(x, kernels.views);
    Tensor y = torch::empty_like(x);
    cuda::NormForward pass = passOf(layer, x, added, relu, kernels.views, norm, y);
    const Tensor scratch = roomForScratch(*kernels.plugin, pass.shape, x);
    pass.scratch = scratch.data_ptr<double>();
    cuda::start(kernels.plugin->normForward, kWhat, x.device().index(), nativeStream(x.device()), pass);
    // The sign before the ReLU cannot be told from x where something was added.
    const bool masked = relu && added.defined();
    context->save_for_backward({x, norm, masked ? y : Tensor()});
    context->saved_data["plugin"] = reinterpret_cast<std::int64_t>(kernels.plugin);
    context->saved_data["views"] = kernels.views;
    context->saved_data["relu"] = relu;
    context->saved_data["residual"] = added.defined();
    context->saved_data["weight"] = layer.weight.defined();
    context->saved_data["bias"] = layer.bias.defined();
    return y;
  }

  static std::vector<Tensor> backward(AutogradContext* context, const std::vector<Tensor>& given) {
    if (torch::GradMode::is_enabled())
      throw Error(ErrorKind::Internal, "Kernels of batch normalisation cannot be differentiated twice");
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &norm = saved[1], &y = saved[2];
    const auto& plugin = *reinterpret_cast<const SkewscopeCudaPlugin*>(context->saved_data["plugin"].toInt());
    const auto on = [&](const char* name) { return context->saved_data[name].toBool(); };
    const cuda::NormShape shape = shapeOf(x, context->saved_data["views"].toInt());
    Tensor dy = asRows(given[0], x.scalar_type());
    if (!isAligned(dy)) dy = dy.clone();
    const Tensor scratch = roomForScratch(plugin, shape, x), dx = torch::empty_like(x);
    const Tensor passed = y.defined() ? torch::empty_like(x) : Tensor();
    const auto parameter = [&](const char* name) {
      return on(name) ? torch::empty({x.size(1)}, norm.options()) : Tensor();
    };
    const Tensor weight = parameter("weight"), bias = parameter("bias");
    const cuda::NormBackward pass{.shape = shape,
                                  .norm = normsOf(norm),
                                  .x = x.const_data_ptr(),
                                  .dy = dy.const_data_ptr(),
                                  .relu = on("relu"),
                                  .y = y.defined() ? y.const_data_ptr() : nullptr,
                                  .passed = dataOf<void>(passed),
                                  .scratch = scratch.data_ptr<double>(),
                                  .dx = dx.data_ptr(),
                                  .weightGradient = dataOf<float>(weight),
                                  .biasGradient = dataOf<float>(bias)};
    cuda::start(plugin.normBackward, kWhat, x.device().index(), nativeStream(x.device()), pass);
    const Tensor added = passed.defined() ? passed : dy;
    const Tensor none;
    return {dx, weight, bias, on("residual") ? added : none, none, none, none};
  }
};

/// By the running statistics, without a gradient.
Tensor inferred(const NormLayer& layer, const Tensor& x, const Tensor& residual, bool relu,
                const SkewscopeCudaPlugin& plugin) {
  const Tensor norm = roomForNorms(x, 1);
  Tensor y = torch::empty_like(x);
  const cuda::NormForward pass = passOf(layer, x, residual, relu, 1, norm, y);
  cuda::start(plugin.normInference, kWhat, x.device().index(), nativeStream(x.device()), pass);
  return y;
}

bool isVector(const Tensor& tensor, const Tensor& x) {
  return !tensor.defined() || (tensor.device() == x.device() && tensor.scalar_type() == torch::kFloat32 &&
                               tensor.is_contiguous() && tensor.numel() == x.size(1));
}

bool isTaken(const NormLayer& layer, const Tensor& x, const Tensor& residual, std::int64_t views) {
  if (x.is_cpu() || !isRows(x) || !isAligned(x) || !kernelType(x.scalar_type()) || x.size(1) < 1 ||
      x.size(0) % views != 0 || x.numel() / x.size(1) / views < 2) {
    return false;
  }
  if (residual.defined() && (!isRows(residual) || !isAligned(residual) || residual.sizes() != x.sizes() ||
                             residual.scalar_type() != x.scalar_type())) {
    return false;
  }
  for (const Tensor* each : {&layer.weight, &layer.bias, &layer.runningMean, &layer.runningVariance})
    if (!isVector(*each, x)) return false;
  if (layer.runningMean.defined() != layer.runningVariance.defined()) return false;
  if (layer.batches.defined() && layer.batches.device() != x.device()) return false;
  return layer.training || (layer.runningMean.defined() && !torch::GradMode::is_enabled());
}

}  // namespace

Tensor normByKernels(const NormLayer& layer, const Tensor& x, const Tensor& residual, bool relu) {
  const DeviceKernels& kernels = deviceKernels();
  if (!kernels.plugin || !isTaken(layer, x, residual, kernels.views)) return {};
  const auto normalised = [&] {
    if (!layer.training) return inferred(layer, x, residual, relu, *kernels.plugin);
    const auto optional = [](const Tensor& tensor) {
      return tensor.defined() ? std::optional<Tensor>(tensor) : std::nullopt;
    };
    return NormByKernels::apply(x, optional(layer.weight), optional(layer.bias), optional(residual), layer,
                                relu, kernels);
  };
  if (x.dim() == 2) return normalised();  // of a head, which profiles have as a whole
  RECORD_USER_SCOPE_WITH_INPUTS("skewscope::batch_norm", (std::vector<c10::IValue>{x, residual}));
  return normalised();
}

}  // namespace skewscope::nn
