#pragma once

#include <string>

namespace skewscope::train {

/// What was found when a GPU trained a few steps of tiny networks.
struct GpuCheck {
  std::string problem{};    ///< a sentence: why it does not train; empty if it does
  std::string recording{};  ///< a sentence: why it does not record steps; empty if it does
  std::string kernels{};  ///< a sentence: why batch normalisation and losses are LibTorch's operations there;
                          ///< empty if the plug-in's kernels take their place
  double gain = 0;        ///< how many times as fast those kernels are (nn::kernelGain()); 0 if not measured
};

}  // namespace skewscope::train
