#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/spec/experiment_spec.h"

namespace skewscope::spec {

/// A value of an enumeration with its name in JSON, SQL and on the command line, and its label on screen.
template <typename E>
struct ChoiceEntry {
  E value;
  std::string_view name;
  std::string_view label;
};

/// All values of a choice, in the order of the form. Defined for every enumeration of experiment_spec.h.
template <typename E>
std::span<const ChoiceEntry<E>> choices();

template <>
std::span<const ChoiceEntry<Mode>> choices();
template <>
std::span<const ChoiceEntry<Method>> choices();
template <>
std::span<const ChoiceEntry<Profile>> choices();
template <>
std::span<const ChoiceEntry<Network>> choices();
template <>
std::span<const ChoiceEntry<Schedule>> choices();
template <>
std::span<const ChoiceEntry<Loss>> choices();
template <>
std::span<const ChoiceEntry<Reweight>> choices();
template <>
std::span<const ChoiceEntry<Sampling>> choices();
template <>
std::span<const ChoiceEntry<Precision>> choices();
template <>
std::span<const ChoiceEntry<SamWeights>> choices();
template <>
std::span<const ChoiceEntry<SamBatchNorm>> choices();
template <>
std::span<const ChoiceEntry<KnnBank>> choices();
template <>
std::span<const ChoiceEntry<KnnSpace>> choices();
template <>
std::span<const ChoiceEntry<Preset>> choices();

/// "simclr" for Method::SimClr.
template <typename E>
std::string_view choiceName(E value) {
  for (const auto& entry : choices<E>()) {
    if (entry.value == value) return entry.name;
  }
  return "";
}

/// "SimCLR" for Method::SimClr.
template <typename E>
std::string_view choiceLabel(E value) {
  for (const auto& entry : choices<E>()) {
    if (entry.value == value) return entry.label;
  }
  return "";
}

template <typename E>
std::optional<E> choiceFromName(std::string_view name) {
  for (const auto& entry : choices<E>()) {
    if (entry.name == name) return entry.value;
  }
  return std::nullopt;
}

}  // namespace skewscope::spec
