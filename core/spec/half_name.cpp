#include "core/spec/half_name.h"

#include <utility>

namespace skewscope::spec {
namespace {

constexpr std::pair<std::string_view, HalfGeometry> kSuffixes[] = {
    {"-halves-crop", HalfGeometry::Crop},
    {"-halves", HalfGeometry::SideBySide},
};

}  // namespace

std::optional<HalfName> halfName(std::string_view name) {
  for (const auto& [suffix, geometry] : kSuffixes) {
    if (name.size() > suffix.size() && name.ends_with(suffix))
      return HalfName{std::string(name.substr(0, name.size() - suffix.size())), geometry};
  }
  return std::nullopt;
}

std::string nameOfHalves(std::string_view base, HalfGeometry geometry) {
  std::string name(base);
  for (const auto& [suffix, known] : kSuffixes) {
    if (known == geometry) name += suffix;
  }
  return name;
}

}  // namespace skewscope::spec
