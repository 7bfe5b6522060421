#pragma once

// What the engine uses of LibTorch's C++ interface, precompiled for every file that sees it
// (packaging/cmake/SkewscopeBuild.cmake). <torch/torch.h> has data loaders, optimisers and all modules too,
// whose templates each file instantiates anew: three seconds more of each.

#include <torch/autograd.h>
#include <torch/nn/functional/loss.h>
#include <torch/nn/functional/normalization.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/functional.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/types.h>
#include <torch/utils.h>
