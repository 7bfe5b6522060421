#include "core/learn/schedule.h"
