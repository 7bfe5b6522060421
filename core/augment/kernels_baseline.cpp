#define SKEWSCOPE_KERNELS_NAME "baseline"
#define SKEWSCOPE_KERNELS_FUNCTION baselineKernels
#include "core/augment/kernels_body.h"
