#define SKEWSCOPE_KERNELS_NAME "avx512"
#define SKEWSCOPE_KERNELS_FUNCTION avx512Kernels
#include "core/augment/kernels_body.h"
