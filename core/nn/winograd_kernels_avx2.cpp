#define SKEWSCOPE_WINOGRAD_KERNELS_NAME "avx2"
#define SKEWSCOPE_WINOGRAD_KERNELS_FUNCTION avx2WinogradKernels
#define SKEWSCOPE_WINOGRAD_FLOATS 8
#include "core/nn/winograd_kernels_body.h"
