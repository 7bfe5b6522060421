#pragma once

#include <cstdint>

#include "core/nn/torch.h"

namespace skewscope::nn {

/// Gives every parameter its initial value as a function of `seed` and of the parameter's ordinal (position
/// in the depth-first walk over modules, each with its own parameters in order of registration), from
/// Random({seed, Purpose::Parameters, 0, ordinal}); never from LibTorch's generator, and the same whatever
/// the number of threads and the memory format. Convolution: normal, mean 0, variance 2 / (output channels *
/// kernel area) (He et al. 2015, fan-out), bias 0. Linear: weight and bias uniform in +-1/sqrt(inputs),
/// LibTorch's own default. BatchNorm: weight 1, bias 0, running mean 0, running variance 1, no batches
/// counted. Throws Error (Internal) on parameters of any other module.
void initialise(torch::nn::Module& module, std::uint64_t seed);

}  // namespace skewscope::nn
