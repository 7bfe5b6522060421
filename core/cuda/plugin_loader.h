#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "core/cuda/plugin.h"
#include "core/cuda/sentence.h"
#include "core/cuda/torch_graph.h"

namespace skewscope::cuda {

/// Loads the plug-in, which then stays loaded. It loads without a driver too: its functions say what is
/// missing. Throws Error (Resource) if `file` cannot be loaded or is of another version, with what to do.
const SkewscopeCudaPlugin& loadPlugin(const std::filesystem::path& file);

/// Whether the plug-in's kernels run on device number `device`: empty if they do, otherwise a sentence that
/// says why not.
std::string deviceProblem(const SkewscopeCudaPlugin& plugin, int device);

/// Throws Error (Resource) where a function of the plug-in has said something: "WHAT on the GPU: SENTENCE".
void throwIfSaid(const char* what, const std::string& sentence);

/// Calls a function of the plug-in's table that starts kernels. Throws Error (Resource) with its sentence
/// where it fails, after `what` cannot be done, "Views cannot be made".
template <typename Task>
void start(std::int32_t (*function)(std::int32_t, void*, const Task*, char*, std::size_t), const char* what,
           int device, void* stream, const Task& task) {
  throwIfSaid(what, sentenceOf([&](char* text, std::size_t size) {
                return function(device, stream, &task, text, size);
              }));
}

/// Loads the library of CUDA graphs, which then stays loaded. LibTorch's CUDA library must be. Throws Error
/// (Resource) if `file` cannot be loaded or is of another version, with what to do.
const SkewscopeTorchGraphs& loadGraphs(const std::filesystem::path& file);

}  // namespace skewscope::cuda
