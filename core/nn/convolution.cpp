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
#include "core/nn/parallel.h"
#include "core/nn/tiny_maps.h"
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

/// The shape of a 3x3 convolution of stride 1 with a border of one in float32; nothing for others. `maps` are
/// x or dy, which are of one size.
std::optional<WinogradShape> shapeOf(const Tensor& maps, const Tensor& weight, const ConvolutionCall& call) {
  const auto all = [](IntArrayRef values, std::int64_t value) {
    return std::ranges::all_of(values, [&](std::int64_t each) { return each == value; });
  };
  if (!fits(maps) || !fits(weight) || weight.size(2) != 3 || weight.size(3) != 3 || call.transposed ||
      call.groups != 1 || !all(call.stride, 1) || !all(call.padding, 1) || !all(call.dilation, 1))
    return std::nullopt;
  return WinogradShape{.images = maps.size(0),
                       .height = maps.size(2),
                       .width = maps.size(3),
                       .inputs = weight.size(1),
                       .outputs = weight.size(0)};
}

bool byWinograd(const WinogradShape& shape) {
  return !availableWinogradKernels().empty() && worthWinograd(shape);
}

/// Maps of 2x2 and enough of them. Large weights take longer to be laid out as a matrix than that saves, but
/// for their own gradient, of which oneDNN's is slow.
bool isTiny(const WinogradShape& shape) {
  constexpr std::int64_t kLeastImages = 32;
  return shape.height == 2 && shape.width == 2 && shape.images >= kLeastImages;
}
bool smallWeight(const WinogradShape& shape) {
  constexpr std::int64_t kMostWeights = std::int64_t{1} << 16;
  return shape.inputs * shape.outputs <= kMostWeights;
}

/// Calls body(run) for the fastest kernels, on LibTorch's threads.
template <typename Body>
void runWinograd(const Body& body) {
  const ParallelFor parallel = torchParallelFor();
  body(WinogradRun{*availableWinogradKernels().back(), parallel, at::get_num_threads()});
}

Tensor convolution(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias,
                   IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool transposed,
                   IntArrayRef outputPadding, std::int64_t groups) {
  const ConvolutionCall call{stride, padding, dilation, transposed, outputPadding, groups};
  const bool biased = bias.has_value() && bias->defined();
  const auto shape = biased ? std::nullopt : shapeOf(x, weight, call);
  if (!shape || x.size(1) != shape->inputs) return call.plain(x, weight, bias);
  if (isTiny(*shape) && smallWeight(*shape)) return tinyConvolution(x, weight);
  if (!byWinograd(*shape)) return call.plain(x, weight, bias);
  Tensor y = at::empty({shape->images, shape->outputs, shape->height, shape->width},
                       x.options().memory_format(at::MemoryFormat::ChannelsLast));
  runWinograd([&](const WinogradRun& run) {
    winogradConvolution(run, *shape, x.const_data_ptr<float>(), weight.const_data_ptr<float>(),
                        y.mutable_data_ptr<float>());
  });
  return y;
}

/// Gradients of input and weight, as far as `wanted`.
ConvolutionGradients winogradGradients(const WinogradShape& shape, const Tensor& dy, const Tensor& x,
                                       const Tensor& weight, std::array<bool, 3> wanted) {
  Tensor dx = wanted[0] ? at::empty_like(x) : Tensor(), dw = wanted[1] ? at::empty_like(weight) : Tensor();
  runWinograd([&](const WinogradRun& run) {
    const float* const from = dy.const_data_ptr<float>();
    if (wanted[0])
      winogradInputGradient(run, shape, from, weight.const_data_ptr<float>(), dx.mutable_data_ptr<float>());
    if (wanted[1])
      winogradWeightGradient(run, shape, x.const_data_ptr<float>(), from, dw.mutable_data_ptr<float>());
  });
  return {dx, dw, Tensor()};
}

ConvolutionGradients convolutionBackward(const Tensor& dy, const Tensor& x, const Tensor& weight,
                                         at::OptionalIntArrayRef biasSizes, IntArrayRef stride,
                                         IntArrayRef padding, IntArrayRef dilation, bool transposed,
                                         IntArrayRef outputPadding, std::int64_t groups,
                                         std::array<bool, 3> wanted) {
  const ConvolutionCall call{stride, padding, dilation, transposed, outputPadding, groups};
  const auto shape = wanted[2] || !fits(x) ? std::nullopt : shapeOf(dy, weight, call);
  if (shape && byWinograd(*shape)) return winogradGradients(*shape, dy, x, weight, wanted);
  if (shape && isTiny(*shape)) {
    ConvolutionGradients found;
    if (wanted[0]) {
      std::get<0>(found) =
          smallWeight(*shape)
              ? tinyInputGradient(dy, weight)
              : std::get<0>(call.plainGradients(dy, x, weight, biasSizes, {true, false, false}));
    }
    if (wanted[1]) std::get<1>(found) = tinyWeightGradient(x, dy);
    return found;
  }
  const std::int64_t parts = wanted[1] ? weightGradientParts(dy, x, weight, call) : 1;
  if (parts <= 1) return call.plainGradients(dy, x, weight, biasSizes, wanted);
  ConvolutionGradients found;
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
