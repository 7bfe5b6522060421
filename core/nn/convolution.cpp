#include "core/nn/convolution.h"

#include <torch/library.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <tuple>

#include "core/nn/convolution_call.h"
#include "core/nn/matrix_convolution.h"
#include "core/nn/parallel.h"
#include "core/nn/weight_gradient.h"
#include "core/nn/winograd.h"

namespace skewscope::nn {
namespace {

using at::IntArrayRef;
using at::Tensor;

bool fits(const Tensor& tensor) {
  return tensor.dim() == 4 && tensor.scalar_type() == at::kFloat &&
         tensor.is_contiguous(at::MemoryFormat::ChannelsLast);
}

/// One for both dimensions, or one for each: LibTorch takes either.
bool bothAre(IntArrayRef values, std::int64_t value) {
  return !values.empty() && values.size() <= 2 &&
         std::ranges::all_of(values, [&](std::int64_t each) { return each == value; });
}

/// How a convolution in float32 without bias is computed. Maps of 2x2 with a large weight take longer to be
/// laid out as a matrix than that saves, but for the gradient of the weight itself, of which oneDNN's is
/// slow; picking pixels from large maps takes longer than the product.
enum class Way { LibTorch, Winograd, Tiny, TinyWeightGradient, Point };

WinogradShape shapeOf(const Tensor& x, const Tensor& weight, const ConvolutionCall& call) {
  return {.images = x.size(0),
          .height = x.size(2),
          .width = x.size(3),
          .inputs = weight.size(1),
          .outputs = weight.size(0),
          .stride = call.stride[0]};
}

Way wayOf(const Tensor& x, const Tensor& weight, const ConvolutionCall& call) {
  constexpr std::int64_t kLeastTinyImages = 32, kMostTinyWeights = std::int64_t{1} << 16,
                         kMostPointNumbers = std::int64_t{1} << 21;
  if (!fits(x) || !fits(weight) || x.numel() == 0 || weight.numel() == 0 || x.size(1) != weight.size(1) ||
      call.transposed || call.groups != 1 || !bothAre(call.dilation, 1) || call.stride.empty() ||
      call.stride[0] < 1 || !bothAre(call.stride, call.stride[0]))
    return Way::LibTorch;
  const WinogradShape shape = shapeOf(x, weight, call);
  if (weight.size(2) == 1 && weight.size(3) == 1 && shape.stride > 1 && bothAre(call.padding, 0))
    return x.numel() <= kMostPointNumbers ? Way::Point : Way::LibTorch;
  if (weight.size(2) != 3 || weight.size(3) != 3 || !bothAre(call.padding, 1)) return Way::LibTorch;
  if (shape.stride == 1 && shape.height == 2 && shape.width == 2 && shape.images >= kLeastTinyImages)
    return shape.inputs * shape.outputs <= kMostTinyWeights ? Way::Tiny : Way::TinyWeightGradient;
  if (shape.stride <= 2 && !availableWinogradKernels().empty() && worthWinograd(shape)) return Way::Winograd;
  return Way::LibTorch;
}

/// Of shapes that wayOf() lets through.
std::array<std::int64_t, 4> outputSizes(const WinogradShape& shape) {
  return {shape.images, shape.outputs, shape.outputHeight(), shape.outputWidth()};
}

/// LibTorch leaves autocast on in backward passes, where its own convolutions call nothing that it touches.
struct WithoutAutocast {
  c10::impl::ExcludeDispatchKeyGuard excluded{c10::autocast_dispatch_keyset};
};

/// Calls body(run) for the fastest kernels, on LibTorch's threads.
template <typename Body>
void runWinograd(const Body& body) {
  const ParallelFor parallel = torchParallelFor();
  body(WinogradRun{*availableWinogradKernels().back(), parallel, at::get_num_threads()});
}

Tensor winograd(const Tensor& x, const Tensor& weight, const ConvolutionCall& call) {
  const WinogradShape shape = shapeOf(x, weight, call);
  Tensor y = at::empty(outputSizes(shape), x.options().memory_format(at::MemoryFormat::ChannelsLast));
  runWinograd([&](const WinogradRun& run) {
    winogradConvolution(run, shape, x.const_data_ptr<float>(), weight.const_data_ptr<float>(),
                        y.mutable_data_ptr<float>());
  });
  return y;
}

Tensor convolution(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias,
                   IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool transposed,
                   IntArrayRef outputPadding, std::int64_t groups) {
  const WithoutAutocast noAutocast;
  const ConvolutionCall call{stride, padding, dilation, transposed, outputPadding, groups};
  const bool biased = bias.has_value() && bias->defined();
  switch (biased ? Way::LibTorch : wayOf(x, weight, call)) {
    case Way::Winograd:
      return winograd(x, weight, call);
    case Way::Tiny:
      return tinyConvolution(x, weight);
    case Way::Point:
      return pointConvolution(x, weight, stride[0]);
    case Way::LibTorch:
    case Way::TinyWeightGradient:
      break;
  }
  return call.plain(x, weight, bias);
}

Tensor inputGradient(Way way, const Tensor& dy, const Tensor& x, const Tensor& weight,
                     const ConvolutionCall& call) {
  if (way == Way::Tiny) return tinyInputGradient(dy, weight);
  if (way == Way::Point) return pointInputGradient(dy, x, weight, call.stride[0]);
  if (way != Way::Winograd)
    return std::get<0>(call.plainGradients(dy, x, weight, std::nullopt, {true, false, false}));
  Tensor dx = at::empty_like(x);
  runWinograd([&](const WinogradRun& run) {
    winogradInputGradient(run, shapeOf(x, weight, call), dy.const_data_ptr<float>(),
                          weight.const_data_ptr<float>(), dx.mutable_data_ptr<float>());
  });
  return dx;
}

Tensor weightGradient(Way way, const Tensor& dy, const Tensor& x, const Tensor& weight,
                      const ConvolutionCall& call) {
  if (way == Way::Tiny || way == Way::TinyWeightGradient) return tinyWeightGradient(x, dy);
  if (way == Way::Point) return pointWeightGradient(x, dy, weight, call.stride[0]);
  Tensor dw = at::empty_like(weight);
  runWinograd([&](const WinogradRun& run) {
    winogradWeightGradient(run, shapeOf(x, weight, call), x.const_data_ptr<float>(),
                           dy.const_data_ptr<float>(), dw.mutable_data_ptr<float>());
  });
  return dw;
}

ConvolutionGradients convolutionBackward(const Tensor& dy, const Tensor& x, const Tensor& weight,
                                         at::OptionalIntArrayRef biasSizes, IntArrayRef stride,
                                         IntArrayRef padding, IntArrayRef dilation, bool transposed,
                                         IntArrayRef outputPadding, std::int64_t groups,
                                         std::array<bool, 3> wanted) {
  const WithoutAutocast noAutocast;
  const ConvolutionCall call{stride, padding, dilation, transposed, outputPadding, groups};
  ConvolutionGradients found;
  if (const Way way = wanted[2] ? Way::LibTorch : wayOf(x, weight, call);
      way != Way::LibTorch && fits(dy) && dy.sizes() == outputSizes(shapeOf(x, weight, call))) {
    if (wanted[0]) std::get<0>(found) = inputGradient(way, dy, x, weight, call);
    if (wanted[1]) std::get<1>(found) = weightGradient(way, dy, x, weight, call);
    return found;
  }
  const std::int64_t parts = wanted[1] ? weightGradientParts(dy, x, weight, call) : 1;
  if (parts <= 1) return call.plainGradients(dy, x, weight, biasSizes, wanted);
  if (wanted[0] || wanted[2])
    found = call.plainGradients(dy, x, weight, biasSizes, {wanted[0], false, wanted[2]});
  std::get<1>(found) = weightGradientInParts(dy, x, weight, call, parts);
  return found;
}

}  // namespace

void useOwnConvolutions() {
  // LibTorch has functions for all devices here and none for the processor, which go before them. Kept to
  // the end of the process: the dispatcher may be gone before statics of this library are.
  static const auto* const registered = [] {
    const char* const asked = std::getenv("SKEWSCOPE_CONVOLUTIONS");
    if (asked != nullptr && std::string_view(asked) == "libtorch")
      return static_cast<torch::Library*>(nullptr);
    auto* library =
        new torch::Library(torch::Library::IMPL, "aten", c10::DispatchKey::CPU, __FILE__, __LINE__);
    library->impl("convolution", TORCH_FN(convolution));
    library->impl("convolution_backward", TORCH_FN(convolutionBackward));
    return library;
  }();
  static_cast<void>(registered);
}

}  // namespace skewscope::nn
