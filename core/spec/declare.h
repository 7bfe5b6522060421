#pragma once

// How options are declared, for the files that declare them. No part of the interface of core/spec.

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/spec/choices.h"
#include "core/spec/options.h"

namespace skewscope::spec {

using Applies = std::function<bool(const ExperimentSpec&)>;

/// What every declaration says, whatever the type.
struct Text {
  std::string_view name, label, help, unit;
  Group group;
  bool advanced = false;
  Applies applies = [](const ExperimentSpec&) { return true; };
};

inline Option declare(const Text& text, OptionType type) {
  Option option;
  option.name = text.name;
  option.label = text.label;
  option.help = text.help;
  option.unit = text.unit;
  option.group = text.group;
  option.type = type;
  option.advanced = text.advanced;
  option.applies = text.applies;
  return option;
}

inline Option boolean(const Text& text, bool ExperimentSpec::*member) {
  Option option = declare(text, OptionType::Boolean);
  option.get = [member](const ExperimentSpec& s) -> Value { return s.*member; };
  option.set = [member](ExperimentSpec& s, const Value& v) { s.*member = std::get<bool>(v); };
  return option;
}

inline Option integer(const Text& text, std::int64_t ExperimentSpec::*member, std::int64_t low,
                      std::int64_t high) {
  Option option = declare(text, OptionType::Integer);
  option.minimum = static_cast<double>(low);
  option.maximum = static_cast<double>(high);
  option.get = [member](const ExperimentSpec& s) -> Value { return s.*member; };
  option.set = [member](ExperimentSpec& s, const Value& v) { s.*member = std::get<std::int64_t>(v); };
  return option;
}

inline Option real(const Text& text, double ExperimentSpec::*member, double low, double high,
                   bool logarithmic = false) {
  Option option = declare(text, OptionType::Real);
  option.minimum = low;
  option.maximum = high;
  option.logarithmic = logarithmic;
  option.get = [member](const ExperimentSpec& s) -> Value { return s.*member; };
  option.set = [member](ExperimentSpec& s, const Value& v) { s.*member = std::get<double>(v); };
  return option;
}

inline Option words(const Text& text, std::string ExperimentSpec::*member) {
  Option option = declare(text, OptionType::Text);
  option.get = [member](const ExperimentSpec& s) -> Value { return s.*member; };
  option.set = [member](ExperimentSpec& s, const Value& v) { s.*member = std::get<std::string>(v); };
  return option;
}

template <typename E>
Option choice(const Text& text, E ExperimentSpec::*member) {
  Option option = declare(text, OptionType::Choice);
  for (const auto& entry : choices<E>()) option.choices.push_back({entry.name, entry.label});
  option.get = [member](const ExperimentSpec& s) -> Value { return std::string(choiceName(s.*member)); };
  option.set = [member, name = text.name](ExperimentSpec& s, const Value& v) {
    const auto value = choiceFromName<E>(std::get<std::string>(v));
    if (!value)
      throw Error(ErrorKind::Usage,
                  fmt::format("'{}' is not a value of {}.", std::get<std::string>(v), name));
    s.*member = *value;
  };
  return option;
}

}  // namespace skewscope::spec
