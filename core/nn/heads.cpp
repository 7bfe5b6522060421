#include "core/nn/heads.h"
