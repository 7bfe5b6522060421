#include <cstddef>
#include <cstdint>

#include "core/experiment/plan.h"
#include "core/experiment/results.h"
#include "core/experiment/settings.h"
#include "tests/fuzz/check.h"

/// fromJson of an experiment's settings: settings that survive being written and read, whose runs can be
/// planned and whose table can be drawn, or a Usage error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  fuzz::expectValueOrError(ErrorKind::Usage, [&] {
    const auto settings = experiment::fromJson({reinterpret_cast<const char*>(data), size});
    const std::string text = experiment::toJson(settings);
    fuzz::require(experiment::toJson(experiment::fromJson(text)) == text,
                  "settings that are written can be read");
    static_cast<void>(experiment::titleOf(settings));
    // A grid that a person would ask for: larger ones only take longer.
    if (settings.ratios.size() * settings.sizes.size() * settings.seeds.size() > 64) return;
    const auto runs = experiment::plan(settings);
    const auto rows =
        experiment::results(settings, {}, [](const auto&, const auto&) { return std::vector<double>(); });
    fuzz::require(runs.empty() == rows.empty(), "a row for the runs");
    static_cast<void>(experiment::resultTable(settings, rows));
  });
  return 0;
}
