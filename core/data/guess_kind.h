#pragma once

#include <filesystem>
#include <string>

namespace skewscope::data {

/// The kind (datasetKinds()) that a folder or archive has the form of, by names alone: no file is opened.
/// Lists are never found, since they lie anywhere. Throws Error (Data) if there is no such file or folder, or
/// if it has the form of no kind.
std::string guessKind(const std::filesystem::path& path);

}  // namespace skewscope::data
