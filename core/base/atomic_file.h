#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>

namespace skewscope {

/// Writes a file so that a crash or a full disk leaves either the old content or the new, never a mixture:
/// `write` fills a temporary file in the same folder, which is then synced and renamed, and the folder is
/// synced. Throws Error (Resource for a full disk, Data otherwise); the old file is then untouched and no
/// temporary remains.
void writeFileAtomically(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write);

}  // namespace skewscope
