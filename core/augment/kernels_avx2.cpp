#define SKEWSCOPE_KERNELS_NAME "avx2"
#define SKEWSCOPE_KERNELS_FUNCTION avx2Kernels
#include "core/augment/kernels_body.h"
