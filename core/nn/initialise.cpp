#include "core/nn/initialise.h"
