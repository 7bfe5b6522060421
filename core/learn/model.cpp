#include "core/learn/model.h"
