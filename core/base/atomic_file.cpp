#include "core/base/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <system_error>

#include "core/base/error.h"

namespace skewscope {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const char* step, int code) {
  if (code == ENOSPC || code == EDQUOT) {
    throw Error(ErrorKind::Resource, fmt::format("The disk is full: cannot {} {}.", step, path.string()),
                "Free some space and start again; what was written before is intact.");
  }
  throw Error(ErrorKind::Data, fmt::format("Cannot {} {}: {}.", step, path.string(), std::strerror(code)),
              "Check that the folder exists and may be written.");
}

void sync(const std::filesystem::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) fail(path, "open", errno);
  const int result = ::fsync(descriptor);
  const int code = errno;
  ::close(descriptor);
  // Some network file systems do not sync folders; EINVAL says so and is no loss of data.
  if (result != 0 && code != EINVAL) fail(path, "sync", code);
}

}  // namespace

void writeFileAtomically(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write) {
  std::filesystem::path temporary = path;
  temporary += fmt::format(".{}.part", ::getpid());
  try {
    {
      errno = 0;
      std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
      if (!out) fail(temporary, "create", errno ? errno : EIO);
      write(out);
      out.flush();
      if (!out) fail(temporary, "write", errno ? errno : ENOSPC);
    }
    sync(temporary, O_RDONLY);
    std::error_code renamed;
    std::filesystem::rename(temporary, path, renamed);
    if (renamed) fail(path, "rename to", renamed.value());
    const auto folder = path.parent_path();
    sync(folder.empty() ? std::filesystem::path(".") : folder, O_RDONLY | O_DIRECTORY);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    throw;
  }
}

}  // namespace skewscope
