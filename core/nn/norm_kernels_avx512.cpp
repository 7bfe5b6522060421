#define SKEWSCOPE_NORM_KERNELS_NAME "avx512"
#define SKEWSCOPE_NORM_KERNELS_FUNCTION avx512NormKernels
#include "core/nn/norm_kernels_body.h"
