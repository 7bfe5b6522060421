#include "core/store/file_system.h"

#include <sys/vfs.h>

#include <array>
#include <utility>

namespace skewscope::store {

std::optional<std::string> fileSystemWithoutWal(unsigned long type) {
  // Magic numbers from linux/magic.h and statfs(2); those of Lustre, GPFS, BeeGFS, PanFS and WekaFS are their
  // own.
  static constexpr std::array<std::pair<unsigned long, const char*>, 19> kTypes{{
      {0x6969, "NFS"},          {0x517B, "SMB"},      {0xFF534D42, "CIFS"},   {0xFE534D42, "SMB"},
      {0x0BD00BD0, "Lustre"},   {0x47504653, "GPFS"}, {0x65735546, "FUSE"},   {0x00C36400, "Ceph"},
      {0x5346414F, "AFS"},      {0x6B414653, "AFS"},  {0x19830326, "BeeGFS"}, {0xAAD7AAEA, "PanFS"},
      {0x01021997, "9P"},       {0x01161970, "GFS2"}, {0x7461636F, "OCFS2"},  {0x786F4256, "vboxsf"},
      {0x20030528, "OrangeFS"}, {0x73757245, "Coda"}, {0x18031977, "WekaFS"},
  }};
  for (const auto& [magic, name] : kTypes) {
    // f_type is signed on some systems: compare the low 32 bits.
    if ((type & 0xFFFFFFFFUL) == magic) return name;
  }
  return std::nullopt;
}

std::optional<std::string> fileSystemWithoutWal(const std::filesystem::path& folder) {
  struct statfs info {};
  if (statfs(folder.c_str(), &info) != 0) return std::nullopt;
  return fileSystemWithoutWal(static_cast<unsigned long>(info.f_type));
}

}  // namespace skewscope::store
