#include "core/spec/device_choice.h"

#include <charconv>

namespace skewscope::spec {

std::optional<DeviceChoice> deviceChoice(std::string_view text) {
  constexpr std::string_view kNumbered = "cuda:";
  constexpr int kMostDevices = 128;
  using Kind = DeviceChoice::Kind;
  if (text == "auto") return DeviceChoice{};
  if (text == "cpu") return DeviceChoice{Kind::Cpu, {}};
  if (text == "cuda") return DeviceChoice{Kind::Cuda, {}};
  if (!text.starts_with(kNumbered)) return std::nullopt;
  text.remove_prefix(kNumbered.size());
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0 || number >= kMostDevices)
    return std::nullopt;
  return DeviceChoice{Kind::Cuda, number};
}

}  // namespace skewscope::spec
