#include "core/learn/sgd.h"
