#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace skewscope::bench {

/// A part of a training step whose time is measured by itself. Together they are the whole step.
enum class Stage {
  Augmentation,
  ForwardConvolution,
  ForwardNorm,  ///< BatchNorm of maps with residual and ReLU
  ForwardHead,  ///< pooling, linear layers and what lies between them
  ForwardLoss,
  BackwardConvolution,
  BackwardNorm,
  BackwardHead,
  BackwardLoss,
  GradientSums,  ///< of what is used twice: residual ways, weights seen by two views
  SamNorm,       ///< norm of the first gradient
  SamPerturb,
  SecondPass,  ///< SAM: forward and backward at the perturbed parameters
  SamRestore,
  KeyEncoder,  ///< MoCo: the key encoder follows, encodes, and its keys enter the queue
  Optimiser,
  Other,  ///< what lies between all these
};

inline constexpr std::size_t kStages = static_cast<std::size_t>(Stage::Other) + 1;

/// "forward_convolution": the stage in JSON.
std::string_view stageName(Stage stage);
/// "Forward: convolutions": the stage on a terminal.
std::string_view stageLabel(Stage stage);
/// The stage of that name in JSON; nothing for another text.
std::optional<Stage> stageFromName(std::string_view name);

}  // namespace skewscope::bench
