#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/spec/experiment_spec.h"

namespace skewscope::experiment {

/// What an experiment of the paper asks.
enum class Kind {
  RelativeGap,  ///< supervised and self-supervised, with balanced twins, over ratios and sizes (section 2)
  RwSamTable,   ///< SSL, SSL + SAM, SSL + rwSAM in both profiles, with the twin of the first (section 4)
  HalfImages,   ///< supervised and self-supervised on half images of both geometries (section 3.2)
  LossGap,      ///< test minus training loss of frequent and of rare classes, runs of RwSamTable (section 4)
};

/// A kind as it is named and explained.
struct KindInfo {
  Kind kind;
  std::string_view name;   ///< command line and store: "relative-gap"
  std::string_view title;  ///< "Relative gap"
  std::string_view help;   ///< one sentence
  bool hasRatios;          ///< false: the data set decides the ratio
};
std::span<const KindInfo> kinds();
const KindInfo& kindInfo(Kind kind);
/// Throws Error (Usage) that lists the names there are.
Kind kindFromName(std::string_view name);

/// A grid of runs. What is not said here is what the preset says for each mode.
struct Settings {
  Kind kind = Kind::RelativeGap;
  spec::Preset preset = spec::Preset::Quick;
  spec::Method method = spec::Method::SimClr;
  std::string dataset = "shapes";
  std::string dataDir;
  std::string target;     ///< relative gap: data set of a linear probe out of domain; empty: none
  std::string targetDir;  ///< its folder or archive, if it needs one
  /// Other options of all runs by their JSON keys ({"epochs": 10}); what does not apply to a mode is left out
  /// of that mode's runs.
  nlohmann::json options = nlohmann::json::object();
  std::vector<double> ratios{0.01};
  std::vector<double> sizes{1.0};  ///< factors of n_max
  std::vector<std::int64_t> seeds{1, 2, 3};
};

/// Ratios and sizes of a grid.
struct Grid {
  std::vector<double> ratios, sizes;
};
/// The ratios and sizes that the kind has by itself: those of the paper's figures for CIFAR-10 (r = .1 and
/// .01; for the relative gap the sizes x 1, .75, .5, .25, .125 of section 2) with the presets `paper` and
/// `released`, and one cell, r = .01 at size 1, with `quick`.
Grid defaultGrid(Kind kind, spec::Preset preset);

/// Canonical JSON text; equal settings give equal text.
std::string toJson(const Settings& settings);
/// Reads what toJson() wrote, or a part of it (the rest at its default). Throws Error (Usage) naming the key.
Settings fromJson(const std::string& text);

/// "Relative gap, shapes, SimCLR, quick"; with a target "Relative gap, shapes to stl10, SimCLR, quick".
std::string titleOf(const Settings& settings);

}  // namespace skewscope::experiment
