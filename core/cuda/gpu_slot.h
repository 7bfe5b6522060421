#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace skewscope::cuda {

/// A place on a GPU that a process of this user has taken: a lock on a file, which goes with the last copy of
/// `lock` or with the process, however it ends.
struct GpuSlot {
  int number = 0;                    ///< of the GPU
  std::shared_ptr<const void> lock;  ///< null where no lock could be had: nobody is kept from anything
};

/// Where the locks are: in $XDG_RUNTIME_DIR, or in a folder of this user's own beside other temporary files.
std::filesystem::path slotFolder();

/// Takes a place on the GPU of `numbers` (not empty) that has the fewest, the first of them where several do,
/// so that runs that start together share the GPUs. A place is no reservation of memory.
GpuSlot takeLeastUsed(const std::vector<int>& numbers, const std::filesystem::path& folder);

}  // namespace skewscope::cuda
