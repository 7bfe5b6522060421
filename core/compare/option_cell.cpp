#include "core/compare/option_cell.h"

#include <type_traits>
#include <variant>

namespace skewscope::compare {

report::Cell optionCell(const spec::Option& option, const spec::ExperimentSpec& spec) {
  if (!option.applies(spec)) return {};
  return std::visit(
      [](const auto& held) -> report::Cell {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, bool>) {
          return std::string(held ? "true" : "false");
        } else {
          return held;
        }
      },
      option.get(spec));
}

std::string optionText(const spec::Option& option, const spec::ExperimentSpec& spec) {
  return option.applies(spec) ? spec::displayText(option, option.get(spec)) : std::string();
}

}  // namespace skewscope::compare
