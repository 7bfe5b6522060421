#include "core/nn/precision.h"
