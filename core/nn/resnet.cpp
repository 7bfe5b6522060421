#include "core/nn/resnet.h"
