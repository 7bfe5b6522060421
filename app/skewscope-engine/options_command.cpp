#include <fmt/format.h>

#include <memory>

#include "app/skewscope-engine/common.h"
#include "core/spec/choices.h"
#include "core/spec/options.h"
#include "core/spec/presets.h"

namespace skewscope::engine {
namespace {

std::string rangeText(const spec::Option& option) {
  switch (option.type) {
    case spec::OptionType::Boolean:
      return "true, false";
    case spec::OptionType::Integer:
      return fmt::format("{:.0f} to {:.0f}", option.minimum, option.maximum);
    case spec::OptionType::Real:
      return fmt::format("{:g} to {:g}", option.minimum, option.maximum);
    case spec::OptionType::Choice: {
      std::string names;
      for (const auto& choice : option.choices)
        names += (names.empty() ? "" : ", ") + std::string(choice.name);
      return names;
    }
    case spec::OptionType::Text:
      return "text";
  }
  return {};
}

/// The default of each preset; where it depends on the mode, supervised / SimCLR / SimSiam.
std::string defaultText(const spec::Option& option, spec::Preset preset, const std::string& dataset) {
  using spec::Method, spec::Mode;
  const auto value = [&](Mode mode, Method method) {
    const std::string text = spec::toText(option.get(spec::defaults(preset, mode, method, dataset)));
    return text.empty() ? std::string("-") : text;
  };
  if (option.name == "mode" || option.name == "method" || option.name == "preset" ||
      option.name == "dataset") {
    return spec::toText(option.get(spec::ExperimentSpec{}));
  }
  const std::string supervised = value(Mode::Supervised, Method::SimClr);
  const std::string simClr = value(Mode::SelfSupervised, Method::SimClr);
  const std::string simSiam = value(Mode::SelfSupervised, Method::SimSiam);
  if (supervised == simClr && simClr == simSiam) return supervised;
  const spec::ExperimentSpec asSupervised = spec::defaults(preset, Mode::Supervised, Method::SimClr, dataset);
  if (!option.applies(asSupervised)) return simClr == simSiam ? simClr : simClr + " / " + simSiam;
  return simClr == simSiam ? supervised + " / " + simClr : supervised + " / " + simClr + " / " + simSiam;
}

int list(const std::string& formatName) {
  report::Table table({{"name", "Option"},
                       {"group", "Group"},
                       {"range", "Values"},
                       {"quick", "Quick"},
                       {"paper", "Paper (CIFAR-10)"},
                       {"help", "What it is"}});
  for (const auto& option : spec::options()) {
    std::string help(option.help);
    if (!option.unit.empty()) help += fmt::format(" Unit: {}.", option.unit);
    table.add({std::string(option.name), std::string(spec::groupLabel(option.group)), rangeText(option),
               defaultText(option, spec::Preset::Quick, "shapes"),
               defaultText(option, spec::Preset::Paper, "cifar10"), help});
  }
  fmt::print("{}", table.write(report::tableFormatFromText(formatName)));
  return 0;
}

}  // namespace

void addOptionsCommand(CLI::App& app, Action& action) {
  auto format = std::make_shared<std::string>("text");
  CLI::App* command =
      app.add_subcommand("options", "List every option of a run with its values and defaults");
  addFormatOption(*command, *format);
  command->callback([format, &action] { action = [format] { return list(*format); }; });
}

}  // namespace skewscope::engine
