#define SKEWSCOPE_NORM_KERNELS_NAME "avx2"
#define SKEWSCOPE_NORM_KERNELS_FUNCTION avx2NormKernels
#include "core/nn/norm_kernels_body.h"
