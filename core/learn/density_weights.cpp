#include "core/learn/density_weights.h"
