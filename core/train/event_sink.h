#pragma once

#include <functional>

#include "core/protocol/messages.h"

namespace skewscope::train {

/// Gets every event of a run, on the calling thread; must not block for long.
using EventSink = std::function<void(const protocol::Event&)>;

}  // namespace skewscope::train
