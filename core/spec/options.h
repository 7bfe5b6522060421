#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/spec/experiment_spec.h"

namespace skewscope::spec {

/// An option's value in the form that JSON, the command line and the form share; a choice is its name.
using Value = std::variant<bool, std::int64_t, double, std::string>;

enum class OptionType { Boolean, Integer, Real, Choice, Text };

/// Section of the form and of `--help`.
enum class Group { Run, Data, Network, Training, Augmentation, Sam, Evaluation };

/// One of the values a Choice takes.
struct Choice {
  std::string_view name;   ///< JSON and command line: "simclr"
  std::string_view label;  ///< on screen: "SimCLR"
};

/// The one declaration of an option.
struct Option {
  std::string_view name;   ///< JSON key, "n_max"; the flag is "--n-max" (flagName())
  std::string_view label;  ///< on screen, "Images of largest class"
  std::string_view help;   ///< one or two sentences
  std::string_view unit;   ///< "epochs", "pixels", ""; after the field
  Group group = Group::Run;
  OptionType type = OptionType::Text;
  bool advanced = false;     ///< under "Advanced" in the form
  bool logarithmic = false;  ///< Real: steps multiply
  double minimum = 0;        ///< Integer, Real: smallest value allowed
  double maximum = 0;        ///< Integer, Real: largest value allowed
  std::vector<Choice> choices;
  std::function<Value(const ExperimentSpec&)> get;
  /// Sets the value; a Choice must be one of `choices`. Ranges are not checked here (validate()).
  std::function<void(ExperimentSpec&, const Value&)> set;
  /// Whether the option changes anything for a run with these other settings.
  std::function<bool(const ExperimentSpec&)> applies;
  /// What the value means that a reader of the paper would not expect, in sentences for form and log; ""
  /// where there is nothing of the kind. Empty for most options.
  std::function<std::string(const ExperimentSpec&)> note = nullptr;
};

/// All options in the order of the form. Lives as long as the program.
const std::vector<Option>& options();

/// The option of that JSON key. Throws Error (Usage) naming the nearest option if there is none.
const Option& option(std::string_view name);

/// Title of a group: "Data".
std::string_view groupLabel(Group group);

/// "--n-max" for "n_max".
std::string flagName(const Option& option);

/// A value as text, as the command line takes it ("0.01", "true", "simclr").
std::string toText(const Value& value);

/// Reads an option's value from text. Throws Error (Usage) that names flag, text and expectation.
Value fromText(const Option& option, std::string_view text);

/// On screen: choice labels instead of names, yes and no.
std::string displayText(const Option& option, const Value& value);

/// What is wrong with one option of a spec.
struct Problem {
  std::string_view option;  ///< its JSON key
  std::string message;      ///< what is wrong and what is allowed, one sentence
};

/// Every range and cross-option rule; empty if the spec can run. Rules about the data itself (more images
/// asked for than there are) are data::planSubset's.
std::vector<Problem> validate(const ExperimentSpec& spec);

/// Throws Error (Usage) with all problems if there are any.
void requireValid(const ExperimentSpec& spec);

/// All options as a JSON object in declaration order.
nlohmann::ordered_json toJson(const ExperimentSpec& spec);

/// Reads a JSON object: keys "preset", "mode", "method" and "dataset" choose the defaults (presets.h), every
/// other key overrides. Throws Error (Usage) on an unknown key, a wrong type or a value out of range.
ExperimentSpec fromJson(const nlohmann::json& json);

/// SHA-256 of the canonical JSON without the options that do not decide the result (name, preset, data_dir,
/// device, threads).
std::string specHash(const ExperimentSpec& spec);

/// specHash with `balanced_twin` (and `weights_from`, which names another run for each) set aside: equal for
/// a run and its balanced twin.
std::string pairHash(const ExperimentSpec& spec);

/// specHash with `seed` (and `weights_from`) set aside: equal for repetitions over seeds.
std::string groupHash(const ExperimentSpec& spec);

/// One option that differs between two specs.
struct Difference {
  const Option* option;
  Value left, right;
};

/// Options whose values differ, in declaration order.
std::vector<Difference> difference(const ExperimentSpec& left, const ExperimentSpec& right);

/// A short name from the settings: "SimCLR r .01 s1", "Supervised r .1 twin s2", "SimCLR rwSAM cifar10 r .01
/// s1".
std::string describe(const ExperimentSpec& spec);

/// "0.01 (IF 100)": r and the imbalance factor 1/r, as the long-tail literature quotes it.
std::string ratioText(double ratio);

}  // namespace skewscope::spec
