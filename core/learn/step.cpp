#include "core/learn/step.h"
