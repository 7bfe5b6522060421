#pragma once

#include <filesystem>
#include <string>

#include "core/cuda/plugin.h"
#include "core/cuda/torch_graph.h"

namespace skewscope::cuda {

/// Loads the plug-in, which then stays loaded. It loads without a driver too: its functions say what is
/// missing. Throws Error (Resource) if `file` cannot be loaded or is of another version, with what to do.
const SkewscopeCudaPlugin& loadPlugin(const std::filesystem::path& file);

/// Whether the plug-in's kernels run on device number `device`: empty if they do, otherwise a sentence that
/// says why not.
std::string deviceProblem(const SkewscopeCudaPlugin& plugin, int device);

/// SkewscopeCudaPlugin::makeViews. Throws Error (Resource) with the plug-in's sentence where it fails.
void makeViews(const SkewscopeCudaPlugin& plugin, int device, void* stream, const SkewscopeViews& views);

/// Loads the library of CUDA graphs, which then stays loaded. LibTorch's CUDA library must be. Throws Error
/// (Resource) if `file` cannot be loaded or is of another version, with what to do.
const SkewscopeTorchGraphs& loadGraphs(const std::filesystem::path& file);

}  // namespace skewscope::cuda
