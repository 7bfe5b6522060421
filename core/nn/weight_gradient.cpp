#include "core/nn/weight_gradient.h"

#include <ATen/ops/convolution_backward_compositeexplicitautograd_dispatch.h>
#include <omp.h>
#include <torch/library.h>

#include <array>
#include <cstdint>
#include <tuple>
#include <vector>

#include "core/nn/parallel.h"

namespace skewscope::nn {
namespace {

using at::IntArrayRef;
using at::Tensor;
using Gradients = std::tuple<Tensor, Tensor, Tensor>;

/// Images of a part at least, and numbers of all parts' sums at most: adding larger ones takes longer than
/// the parts save (measured with ResNet-18 of width 64, whose last two stages lie above).
constexpr std::int64_t kLeastImages = 4, kMostPartial = std::int64_t{1} << 20;

/// How a convolution is called, without its tensors.
struct Call {
  at::OptionalIntArrayRef biasSizes;
  IntArrayRef stride, padding, dilation;
  bool transposed;
  IntArrayRef outputPadding;
  std::int64_t groups;

  Gradients gradients(const Tensor& dy, const Tensor& x, const Tensor& weight,
                      std::array<bool, 3> wanted) const {
    return at::compositeexplicitautograd::convolution_backward(
        dy, x, weight, biasSizes, stride, padding, dilation, transposed, outputPadding, groups, wanted);
  }
};

bool fits(const Tensor& tensor) {
  return tensor.dim() == 4 && tensor.scalar_type() == at::kBFloat16 &&
         tensor.is_contiguous(at::MemoryFormat::ChannelsLast);
}

/// Parts of the batch; 1: it is left whole.
std::int64_t partsOf(const Tensor& dy, const Tensor& x, const Tensor& weight, const Call& call) {
  if (!fits(dy) || !fits(x) || weight.scalar_type() != at::kBFloat16 || call.transposed || call.groups != 1)
    return 1;
  const std::int64_t parts = at::get_num_threads();
  const bool worth = x.size(0) >= kLeastImages * parts && parts * weight.numel() <= kMostPartial;
  return worth && !at::in_parallel_region() ? parts : 1;
}

Tensor splitWeightGradient(const Tensor& dy, const Tensor& x, const Tensor& weight, const Call& call,
                           std::int64_t parts) {
  std::vector<Tensor> sums(static_cast<std::size_t>(parts));
  torchParallelFor()(parts, 1, [&](std::int64_t begin, std::int64_t end) {
    const at::AutoDispatchBelowADInplaceOrView noGraph;  // this state is each thread's own
    // So is this one, until the end of the parallel region. oneDNN plans for as many threads and would wait
    // for them; in a parallel region there is one.
    omp_set_num_threads(1);
    for (std::int64_t part = begin; part < end; ++part) {
      const std::int64_t first = x.size(0) * part / parts, count = x.size(0) * (part + 1) / parts - first;
      sums[static_cast<std::size_t>(part)] = std::get<1>(call.gradients(
          dy.narrow(0, first, count), x.narrow(0, first, count), weight, {false, true, false}));
    }
  });
  Tensor sum = sums[0].to(at::kFloat);
  for (std::size_t part = 1; part < sums.size(); ++part) sum.add_(sums[part]);
  return sum.to(at::kBFloat16);
}

Gradients convolutionBackward(const Tensor& dy, const Tensor& x, const Tensor& weight,
                              at::OptionalIntArrayRef biasSizes, IntArrayRef stride, IntArrayRef padding,
                              IntArrayRef dilation, bool transposed, IntArrayRef outputPadding,
                              std::int64_t groups, std::array<bool, 3> wanted) {
  const Call call{biasSizes, stride, padding, dilation, transposed, outputPadding, groups};
  const std::int64_t parts = wanted[1] ? partsOf(dy, x, weight, call) : 1;
  if (parts <= 1) return call.gradients(dy, x, weight, wanted);
  Gradients found;
  if (wanted[0] || wanted[2]) found = call.gradients(dy, x, weight, {wanted[0], false, wanted[2]});
  std::get<1>(found) = splitWeightGradient(dy, x, weight, call, parts);
  return found;
}

}  // namespace

void splitWeightGradients() {
  // LibTorch has a function for all devices here and none for the processor, which goes before it. Kept to
  // the end of the process: the dispatcher may be gone before statics of this library are.
  static const auto* const registered = [] {
    auto* library =
        new torch::Library(torch::Library::IMPL, "aten", c10::DispatchKey::CPU, __FILE__, __LINE__);
    library->impl("convolution_backward", TORCH_FN(convolutionBackward));
    return library;
  }();
  static_cast<void>(registered);
}

}  // namespace skewscope::nn
