#include "core/learn/sam.h"
