#pragma once

#include <string>

#include "core/spec/experiment_spec.h"

namespace skewscope::spec {

/// A spec with every option at its default for this preset, mode, method and data set. The values and their
/// sources are in presets.cpp and docs/options.md. `dataset` is a name of data::datasetNames().
ExperimentSpec defaults(Preset preset, Mode mode, Method method, const std::string& dataset = "shapes");

/// `spec` moved to another preset, mode, method or data set: options that still had their old default take
/// the new one, options that the user changed are kept. This is what the window's mode switch does.
ExperimentSpec rebase(const ExperimentSpec& spec, Preset preset, Mode mode, Method method,
                      const std::string& dataset);

/// What a preset changes that a reader of the paper would not expect, in sentences for the screen and the
/// log; empty where there is nothing of the kind. Looks at preset and mode alone.
std::string presetNote(const ExperimentSpec& spec);

}  // namespace skewscope::spec
