#pragma once

#include <string>

namespace skewscope::train {

/// What was found when a GPU trained a few steps of tiny networks.
struct GpuCheck {
  std::string problem;    ///< a sentence: why it does not train; empty if it does
  std::string recording;  ///< a sentence: why it does not record steps; empty if it does
};

}  // namespace skewscope::train
