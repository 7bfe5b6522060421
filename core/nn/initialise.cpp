#include "core/nn/initialise.h"

#include <cmath>
#include <span>

#include "core/base/error.h"
#include "core/base/random.h"

namespace skewscope::nn {
namespace {

/// Fills a parameter in row-major order of its indices, whatever its memory format, from its own stream.
template <typename Draw>
void fill(torch::Tensor& parameter, std::uint64_t seed, std::uint32_t ordinal, Draw draw) {
  Random random({.seed = seed, .purpose = Purpose::Parameters, .epoch = 0, .item = ordinal});
  const torch::Tensor values = torch::empty(parameter.sizes(), torch::kFloat32);
  for (float& value : std::span(values.data_ptr<float>(), static_cast<std::size_t>(values.numel()))) {
    value = draw(random);
  }
  parameter.copy_(values);
}

void fillUniform(torch::Tensor& parameter, std::uint64_t seed, std::uint32_t ordinal, double bound) {
  const auto limit = static_cast<float>(bound);
  fill(parameter, seed, ordinal, [limit](Random& random) { return random.uniform(-limit, limit); });
}

void fillNormal(torch::Tensor& parameter, std::uint64_t seed, std::uint32_t ordinal, double deviation) {
  fill(parameter, seed, ordinal,
       [deviation](Random& random) { return static_cast<float>(deviation * random.normal()); });
}

template <typename Norm>
bool resetNorm(torch::nn::Module& module) {
  auto* norm = module.as<Norm>();
  if (!norm) return false;
  norm->reset_parameters();
  return true;
}

}  // namespace

void initialise(torch::nn::Module& root, std::uint64_t seed) {
  const torch::NoGradGuard noGrad;
  std::uint32_t ordinal = 0;
  root.apply([&](const std::string& name, torch::nn::Module& module) {
    auto parameters = module.named_parameters(/*recurse=*/false);
    if (resetNorm<torch::nn::BatchNorm2dImpl>(module) || resetNorm<torch::nn::BatchNorm1dImpl>(module)) {
      // Constants: nothing is drawn, but the ordinals are taken.
    } else if (auto* convolution = module.as<torch::nn::Conv2dImpl>()) {
      const torch::Tensor& weight = convolution->weight;
      const auto fanOut = static_cast<double>(weight.size(0) * weight.size(2) * weight.size(3));
      fillNormal(convolution->weight, seed, ordinal, std::sqrt(2.0 / fanOut));
      if (convolution->bias.defined()) convolution->bias.zero_();
    } else if (auto* linear = module.as<torch::nn::LinearImpl>()) {
      const double bound = 1.0 / std::sqrt(static_cast<double>(linear->weight.size(1)));
      fillUniform(linear->weight, seed, ordinal, bound);
      if (linear->bias.defined()) fillUniform(linear->bias, seed, ordinal + 1, bound);
    } else if (!parameters.is_empty()) {
      throw Error(ErrorKind::Internal,
                  "No initial values are defined for the parameters of module \"" + name + "\"");
    }
    ordinal += static_cast<std::uint32_t>(parameters.size());
  });
}

}  // namespace skewscope::nn
