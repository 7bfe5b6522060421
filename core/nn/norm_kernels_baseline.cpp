#define SKEWSCOPE_NORM_KERNELS_NAME "baseline"
#define SKEWSCOPE_NORM_KERNELS_FUNCTION baselineNormKernels
#include "core/nn/norm_kernels_body.h"
