#include "core/compare/option_cell.h"

#include <type_traits>
#include <variant>

namespace skewscope::compare {

std::optional<spec::Value> optionValue(const spec::Option& option, const store::RunRecord& run) {
  if (store::isImported(run) || !option.applies(run.spec)) return std::nullopt;
  return option.get(run.spec);
}

report::Cell optionCell(const spec::Option& option, const store::RunRecord& run) {
  const auto value = optionValue(option, run);
  if (!value) return {};
  return std::visit(
      [](const auto& held) -> report::Cell {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, bool>) {
          return std::string(held ? "true" : "false");
        } else {
          return held;
        }
      },
      *value);
}

std::string optionText(const spec::Option& option, const store::RunRecord& run) {
  const auto value = optionValue(option, run);
  return value ? spec::displayText(option, *value) : std::string();
}

}  // namespace skewscope::compare
