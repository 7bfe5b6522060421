#include "core/bench/stage.h"

#include <array>

namespace skewscope::bench {
namespace {

struct Words {
  std::string_view name, label;
};

/// In the order of Stage.
constexpr std::array<Words, kStages> kWords{{
    {"augmentation", "Augmentation"},
    {"forward_convolution", "Forward: convolutions"},
    {"forward_norm", "Forward: norm, residual, ReLU"},
    {"forward_head", "Forward: pooling and head"},
    {"forward_loss", "Forward: loss"},
    {"backward_convolution", "Backward: convolutions"},
    {"backward_norm", "Backward: norm, residual, ReLU"},
    {"backward_head", "Backward: pooling and head"},
    {"backward_loss", "Backward: loss"},
    {"gradient_sums", "Backward: sums of gradients"},
    {"sam_norm", "SAM: norm of the gradient"},
    {"sam_perturb", "SAM: perturbation"},
    {"second_pass", "SAM: second pass"},
    {"sam_restore", "SAM: restoring"},
    {"key_encoder", "MoCo: key encoder and queue"},
    {"optimiser", "Optimiser"},
    {"other", "Other"},
}};

}  // namespace

std::string_view stageName(Stage stage) {
  return kWords[static_cast<std::size_t>(stage)].name;
}

std::string_view stageLabel(Stage stage) {
  return kWords[static_cast<std::size_t>(stage)].label;
}

std::optional<Stage> stageFromName(std::string_view name) {
  for (std::size_t i = 0; i < kStages; ++i) {
    if (kWords[i].name == name) return static_cast<Stage>(i);
  }
  return std::nullopt;
}

}  // namespace skewscope::bench
