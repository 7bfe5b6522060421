#include "core/experiment/settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/named.h"
#include "core/spec/choices.h"
#include "core/spec/options.h"

namespace skewscope::experiment {
namespace {

constexpr std::size_t kMostValues = 64;  // of one list

constexpr KindInfo kKinds[] = {
    {Kind::RelativeGap, "relative-gap", "Relative gap",
     "Supervised and self-supervised runs with their balanced twins: how much of the accuracy imbalance "
     "takes.",
     true},
    {Kind::RwSamTable, "rwsam-table", "rwSAM table",
     "SSL, SSL with SAM and SSL with rwSAM in both profiles, and the balanced twin of the first.", true},
    {Kind::HalfImages, "half-images", "Half images",
     "Supervised and self-supervised runs on half images of both geometries: what is kept of the halves that "
     "the labels do not need.",
     false},
    {Kind::LossGap, "generalisation-gap", "Generalisation gap",
     "How much larger the self-supervised loss is on test than on training images, for frequent and for rare "
     "classes, of the runs of the rwSAM table.",
     true},
};

[[noreturn]] void refuse(std::string_view key, std::string_view expected) {
  throw Error(ErrorKind::Usage, fmt::format("\"{}\" of an experiment must be {}.", key, expected));
}

template <typename T>
void readList(const nlohmann::json& json, const char* key, std::vector<T>& values, std::string_view expected,
              bool (*good)(T)) {
  const auto found = json.find(key);
  if (found == json.end()) return;
  if (!found->is_array() || found->empty() || found->size() > kMostValues) refuse(key, expected);
  values.clear();
  for (const auto& item : *found) {
    const bool number = std::is_integral_v<T> ? item.is_number_integer() : item.is_number();
    if (!number || !good(item.get<T>())) refuse(key, expected);
    values.push_back(item.get<T>());
  }
  std::vector<T> sorted = values;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end()) refuse(key, "a list without repetitions");
}

std::string readText(const nlohmann::json& json, const char* key, const std::string& initial) {
  const auto found = json.find(key);
  if (found == json.end()) return initial;
  if (!found->is_string()) refuse(key, "text");
  return found->get<std::string>();
}

template <typename E>
E readChoice(const nlohmann::json& json, const char* key, E initial) {
  const auto value = spec::choiceFromName<E>(readText(json, key, std::string(spec::choiceName(initial))));
  if (!value) refuse(key, "one of the values of the option of that name");
  return *value;
}

/// Options of the grid itself, which it sets in each run.
bool isOwn(std::string_view name) {
  constexpr std::string_view kOwn[] = {"name",     "preset", "mode", "method",        "dataset",
                                       "data_dir", "ratio",  "seed", "balanced_twin", "weights_from"};
  return std::ranges::find(kOwn, name) != std::end(kOwn);
}

}  // namespace

std::span<const KindInfo> kinds() {
  return kKinds;
}

const KindInfo& kindInfo(Kind kind) {
  return *std::ranges::find(kKinds, kind, &KindInfo::kind);
}

Kind kindFromName(std::string_view name) {
  return findNamed(kinds(), name, "experiment").kind;
}

Grid defaultGrid(Kind kind, spec::Preset preset) {
  if (preset == spec::Preset::Quick || kind == Kind::HalfImages) return {{0.01}, {1}};
  if (kind == Kind::RelativeGap) return {{0.1, 0.01}, {1, 0.75, 0.5, 0.25, 0.125}};
  return {{0.01}, {1}};
}

std::string toJson(const Settings& settings) {
  nlohmann::json json;
  json["kind"] = kindInfo(settings.kind).name;
  json["preset"] = spec::choiceName(settings.preset);
  json["method"] = spec::choiceName(settings.method);
  json["dataset"] = settings.dataset;
  json["data_dir"] = settings.dataDir;
  json["options"] = settings.options;
  // Left out where they are empty, so that experiments from before they were there are still the same ones.
  if (!settings.target.empty()) json["target"] = settings.target;
  if (!settings.targetDir.empty()) json["target_dir"] = settings.targetDir;
  json["ratios"] = settings.ratios;
  json["sizes"] = settings.sizes;
  json["seeds"] = settings.seeds;
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Settings fromJson(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object())
    throw Error(ErrorKind::Usage, "The settings of an experiment are not a JSON object.");
  Settings settings;
  settings.kind = kindFromName(readText(json, "kind", std::string(kindInfo(settings.kind).name)));
  settings.preset = readChoice(json, "preset", settings.preset);
  settings.method = readChoice(json, "method", settings.method);
  settings.dataset = readText(json, "dataset", settings.dataset);
  settings.dataDir = readText(json, "data_dir", settings.dataDir);
  settings.target = readText(json, "target", settings.target);
  settings.targetDir = readText(json, "target_dir", settings.targetDir);
  if (const auto found = json.find("options"); found != json.end()) {
    if (!found->is_object()) refuse("options", "an object of options");
    for (const auto& [name, value] : found->items()) {
      spec::option(name);  // throws for one that is not there
      if (isOwn(name) && !(settings.kind == Kind::HalfImages && name == "ratio"))
        refuse("options", fmt::format("without \"{}\", which the experiment sets itself", name));
    }
    settings.options = *found;
  }
  readList<double>(json, "ratios", settings.ratios, "a list of up to 64 ratios above 0 and up to 1",
                   [](double value) { return value > 0 && value <= 1; });
  readList<double>(json, "sizes", settings.sizes, "a list of up to 64 factors above 0 and up to 1",
                   [](double value) { return value > 0 && value <= 1; });
  readList<std::int64_t>(json, "seeds", settings.seeds, "a list of up to 64 whole numbers from 0 on",
                         [](std::int64_t value) { return value >= 0; });
  return settings;
}

std::string titleOf(const Settings& settings) {
  const bool carried = settings.kind == Kind::RelativeGap && !settings.target.empty();
  return fmt::format("{}, {}{}, {}, {}", kindInfo(settings.kind).title, settings.dataset,
                     carried ? fmt::format(" to {}", settings.target) : std::string(),
                     spec::choiceLabel(settings.method), spec::choiceName(settings.preset));
}

}  // namespace skewscope::experiment
