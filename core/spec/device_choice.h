#pragma once

#include <optional>
#include <string_view>

namespace skewscope::spec {

/// Where a run asks to be trained: the option `device`.
struct DeviceChoice {
  enum class Kind {
    Auto,  ///< a GPU that can be used, else the processor
    Cpu,   ///< the processor
    Cuda,  ///< an NVIDIA GPU and nothing else
  };
  Kind kind = Kind::Auto;
  std::optional<int> number;  ///< Cuda: which GPU, counted from 0; none: the first that can be used

  bool operator==(const DeviceChoice&) const = default;
};

/// Reads "auto", "cpu", "cuda" or "cuda:N" (N below 128, LibTorch's limit); nothing if it is none of them.
std::optional<DeviceChoice> deviceChoice(std::string_view text);

}  // namespace skewscope::spec
