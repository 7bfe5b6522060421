// Specs as JSON, their hashes and their differences.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <iterator>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/spec/choices.h"
#include "core/spec/options.h"
#include "core/spec/presets.h"

namespace skewscope::spec {
namespace {

nlohmann::ordered_json jsonOf(const Value& value) {
  return std::visit([](const auto& v) -> nlohmann::ordered_json { return v; }, value);
}

Value valueOf(const Option& option, const nlohmann::json& json) {
  const auto refuse = [&]() {
    return Error(
        ErrorKind::Usage,
        fmt::format("The value of '{}' has the wrong type: {}.", option.name,
                    json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).substr(0, 80)));
  };
  switch (option.type) {
    case OptionType::Boolean:
      if (!json.is_boolean()) throw refuse();
      return json.get<bool>();
    case OptionType::Integer: {
      if (json.is_number_integer() && !(json.is_number_unsigned() && json.get<std::uint64_t>() > INT64_MAX)) {
        return json.get<std::int64_t>();
      }
      // 1e3 is a whole number too.
      if (json.is_number_float()) {
        const double number = json.get<double>();
        if (std::abs(number) < 9e15 && number == std::floor(number)) return static_cast<std::int64_t>(number);
      }
      throw refuse();
    }
    case OptionType::Real:
      if (!json.is_number() || !std::isfinite(json.get<double>())) throw refuse();
      return json.get<double>();
    case OptionType::Choice:
    case OptionType::Text:
      if (!json.is_string()) throw refuse();
      return fromText(option, json.get<std::string>());
  }
  throw refuse();
}

/// Options that came after the first stores, whose initial value in ExperimentSpec is what there was before
/// them. At that value they are left out of hashes, so that a new run still pairs with an old one.
constexpr std::string_view kLaterOptions[] = {"milestones",   "step_gamma", "nesterov", "loss",
                                              "reweight",     "sampling",   "sam",      "crt",
                                              "sam_adaptive", "knn_space"};

bool isAsBefore(const Option& option, const ExperimentSpec& spec) {
  static const ExperimentSpec initial;
  return std::ranges::find(kLaterOptions, option.name) != std::end(kLaterOptions) &&
         option.get(spec) == option.get(initial);
}

/// Hash of the options that decide the result, without those named.
std::string hashWithout(const ExperimentSpec& spec, std::initializer_list<std::string_view> left) {
  nlohmann::ordered_json json;
  for (const Option& option : options()) {
    bool skip = false;
    for (const auto name : {"name", "preset", "data_dir", "device", "threads"}) skip |= option.name == name;
    for (const auto name : left) skip |= option.name == name;
    // An option without effect must not tell two equal runs apart.
    if (!skip && option.applies(spec) && !isAsBefore(option, spec))
      json[std::string(option.name)] = jsonOf(option.get(spec));
  }
  return sha256Hex(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace

nlohmann::ordered_json toJson(const ExperimentSpec& spec) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const Option& option : options()) json[std::string(option.name)] = jsonOf(option.get(spec));
  return json;
}

ExperimentSpec fromJson(const nlohmann::json& json) {
  if (!json.is_object()) throw Error(ErrorKind::Usage, "A spec must be a JSON object of options.");
  ExperimentSpec chosen;
  for (const auto name : {"preset", "mode", "method", "dataset"}) {
    if (const auto found = json.find(name); found != json.end()) {
      const Option& entry = option(name);
      entry.set(chosen, valueOf(entry, *found));
    }
  }
  ExperimentSpec spec = defaults(chosen.preset, chosen.mode, chosen.method, chosen.dataset);
  for (const auto& [name, value] : json.items()) {
    const Option& entry = option(name);
    entry.set(spec, valueOf(entry, value));
  }
  requireValid(spec);
  return spec;
}

std::string specHash(const ExperimentSpec& spec) {
  return hashWithout(spec, {});
}
std::string pairHash(const ExperimentSpec& spec) {
  return hashWithout(spec, {"balanced_twin", "weights_from"});
}
std::string groupHash(const ExperimentSpec& spec) {
  return hashWithout(spec, {"seed", "weights_from"});
}

std::vector<Difference> difference(const ExperimentSpec& left, const ExperimentSpec& right) {
  std::vector<Difference> differences;
  for (const Option& option : options()) {
    const Value a = option.get(left), b = option.get(right);
    if (a != b) differences.push_back({&option, a, b});
  }
  return differences;
}

}  // namespace skewscope::spec
