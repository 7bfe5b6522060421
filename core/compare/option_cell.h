#pragma once

#include <optional>
#include <string>

#include "core/report/table.h"
#include "core/spec/options.h"
#include "core/store/records.h"

namespace skewscope::compare {

/// The value of an option of a run; nothing where the option does not apply to the run, and for a run that
/// was imported, of whose settings nothing is known.
std::optional<spec::Value> optionValue(const spec::Option& option, const store::RunRecord& run);

/// The same as a table holds it: flags are "true" or "false".
report::Cell optionCell(const spec::Option& option, const store::RunRecord& run);

/// The same for people: choice labels instead of names; "" for nothing.
std::string optionText(const spec::Option& option, const store::RunRecord& run);

}  // namespace skewscope::compare
