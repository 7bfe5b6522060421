#include "core/compare/option_cell.h"

#include <type_traits>
#include <variant>

namespace skewscope::compare {

namespace {

bool hasValue(const spec::Option& option, const store::RunRecord& run) {
  return !store::isImported(run) && option.applies(run.spec);
}

}  // namespace

report::Cell optionCell(const spec::Option& option, const store::RunRecord& run) {
  if (!hasValue(option, run)) return {};
  return std::visit(
      [](const auto& held) -> report::Cell {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, bool>) {
          return std::string(held ? "true" : "false");
        } else {
          return held;
        }
      },
      option.get(run.spec));
}

std::string optionText(const spec::Option& option, const store::RunRecord& run) {
  return hasValue(option, run) ? spec::displayText(option, option.get(run.spec)) : std::string();
}

}  // namespace skewscope::compare
