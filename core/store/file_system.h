#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace skewscope::store {

/// Name of the file system that holds `folder` if it is one on which SQLite's WAL mode is not safe between
/// machines or processes ("NFS", "SMB", "Lustre", "FUSE", ...); nothing where WAL works. By statfs(2)'s
/// f_type.
std::optional<std::string> fileSystemWithoutWal(const std::filesystem::path& folder);

/// The same for a known f_type, for tests.
std::optional<std::string> fileSystemWithoutWal(unsigned long type);

}  // namespace skewscope::store
