#include "core/learn/losses.h"
