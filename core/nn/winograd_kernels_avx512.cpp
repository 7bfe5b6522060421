#define SKEWSCOPE_WINOGRAD_KERNELS_NAME "avx512"
#define SKEWSCOPE_WINOGRAD_KERNELS_FUNCTION avx512WinogradKernels
#define SKEWSCOPE_WINOGRAD_FLOATS 16
#include "core/nn/winograd_kernels_body.h"
