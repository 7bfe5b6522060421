#include "core/nn/weight_gradient.h"

#include <omp.h>

#include <vector>

#include "core/nn/parallel.h"

namespace skewscope::nn {
namespace {

using at::Tensor;

/// Images of a part at least, and numbers of all parts' sums at most: adding larger ones takes longer than
/// the parts save (measured with ResNet-18 of width 64, whose last two stages lie above).
constexpr std::int64_t kLeastImages = 4, kMostPartial = std::int64_t{1} << 20;

bool fits(const Tensor& tensor) {
  return tensor.dim() == 4 && tensor.scalar_type() == at::kBFloat16 &&
         tensor.is_contiguous(at::MemoryFormat::ChannelsLast);
}

}  // namespace

std::int64_t weightGradientParts(const Tensor& dy, const Tensor& x, const Tensor& weight,
                                 const ConvolutionCall& call) {
  if (!fits(dy) || !fits(x) || weight.scalar_type() != at::kBFloat16 || call.transposed || call.groups != 1)
    return 1;
  const std::int64_t parts = at::get_num_threads();
  const bool worth = x.size(0) >= kLeastImages * parts && parts * weight.numel() <= kMostPartial;
  return worth && !at::in_parallel_region() ? parts : 1;
}

Tensor weightGradientInParts(const Tensor& dy, const Tensor& x, const Tensor& weight,
                             const ConvolutionCall& call, std::int64_t parts) {
  std::vector<Tensor> sums(static_cast<std::size_t>(parts));
  torchParallelFor()(parts, 1, [&](std::int64_t begin, std::int64_t end) {
    const at::AutoDispatchBelowADInplaceOrView noGraph;  // this state is each thread's own
    // So is this one, until the end of the parallel region. oneDNN plans for as many threads and would wait
    // for them; in a parallel region there is one.
    omp_set_num_threads(1);
    for (std::int64_t part = begin; part < end; ++part) {
      const std::int64_t first = x.size(0) * part / parts, count = x.size(0) * (part + 1) / parts - first;
      sums[static_cast<std::size_t>(part)] = std::get<1>(call.plainGradients(
          dy.narrow(0, first, count), x.narrow(0, first, count), weight, std::nullopt, {false, true, false}));
    }
  });
  Tensor sum = sums[0].to(at::kFloat);
  for (std::size_t part = 1; part < sums.size(); ++part) sum.add_(sums[part]);
  return sum.to(at::kBFloat16);
}

}  // namespace skewscope::nn
