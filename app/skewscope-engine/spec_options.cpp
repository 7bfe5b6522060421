#include "app/skewscope-engine/spec_options.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/data/datasets.h"
#include "core/data/long_tail.h"
#include "core/spec/options.h"

namespace skewscope::engine {
namespace {

nlohmann::json readSpecFile(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw Error(ErrorKind::Usage, fmt::format("The spec file {} cannot be read.", path));
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) {
    throw Error(ErrorKind::Usage, fmt::format("The spec file {} is not valid JSON.", path),
                "`skewscope-engine train --dry-run` prints a valid one.");
  }
  return json;
}

}  // namespace

void addSpecOptions(CLI::App& command, SpecArguments& arguments) {
  command.add_option("--spec", arguments.file, "JSON file of options; flags override it")->type_name("FILE");
  const spec::ExperimentSpec defaults;
  for (const spec::Option& option : spec::options()) {
    std::string help(option.help);
    std::string type = option.type == spec::OptionType::Boolean   ? "BOOL"
                       : option.type == spec::OptionType::Integer ? "INT"
                       : option.type == spec::OptionType::Real    ? "REAL"
                                                                  : "TEXT";
    if (option.type == spec::OptionType::Choice) {
      type.clear();
      for (const auto& choice : option.choices) type += (type.empty() ? "" : "|") + std::string(choice.name);
    }
    if (option.type == spec::OptionType::Integer || option.type == spec::OptionType::Real) {
      help += fmt::format(" From {:g} to {:g}.", option.minimum, option.maximum);
    }
    if (const std::string value = spec::toText(option.get(defaults)); !value.empty()) {
      help += fmt::format(" Default (quick, supervised): {}.", value);
    }
    command
        .add_option_function<std::string>(
            spec::flagName(option),
            [&arguments, name = std::string(option.name)](const std::string& text) {
              arguments.options[name] = text;
            },
            help)
        ->take_last()
        ->type_name(type)
        ->group(std::string(spec::groupLabel(option.group)));
  }
}

spec::ExperimentSpec specFrom(const SpecArguments& arguments) {
  nlohmann::json json = arguments.file.empty() ? nlohmann::json::object() : readSpecFile(arguments.file);
  if (!json.is_object()) throw Error(ErrorKind::Usage, "A spec must be a JSON object of options.");
  for (const auto& [name, text] : arguments.options) {
    std::visit([&, key = name](const auto& value) { json[key] = value; },
               spec::fromText(spec::option(name), text));
  }
  spec::ExperimentSpec spec = spec::fromJson(json);
  spec.dataDir = data::wholePath(spec.dataDir).string();  // it is resumed from another folder too
  data::planSubset(spec, data::datasetInfo(spec.dataset).trainPerClass);  // refuses what the data cannot give
  return spec;
}

}  // namespace skewscope::engine
