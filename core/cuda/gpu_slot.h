#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skewscope::cuda {

/// A place on a GPU that a process of this user has taken: a lock on a file, which goes with the last copy of
/// `lock` or with the process, however it ends. The file says how many bytes of the GPU's memory the process
/// claims.
struct GpuSlot {
  int number = 0;                    ///< of the GPU
  std::shared_ptr<const void> lock;  ///< null where no lock could be had: nobody is kept from anything
};

/// A GPU that a process would take a place on.
struct GpuOffer {
  int number = 0;            ///< of the GPU
  std::uint64_t memory = 0;  ///< bytes that it has
  std::uint64_t need = 0;    ///< bytes of them that the process would claim; 0: it takes a place anywhere
  std::string uuid{};        ///< Device::uuid; empty: processes that number GPUs alike find each other
};

/// What the processes of this user have taken of a GPU.
struct GpuUse {
  int runs = 0;               ///< places
  std::uint64_t claimed = 0;  ///< bytes, all together
};

/// Bytes of a GPU's memory that can be claimed: nine tenths. The rest is for what nobody counts, as contexts
/// of drivers and memory in pieces that are too small.
std::uint64_t claimable(std::uint64_t memory);

/// Where the locks are: in the folder that $SKEWSCOPE_GPU_CLAIMS names, or else in one of this user's own in
/// /tmp, which sessions and jobs have in common, as they do not $TMPDIR and $XDG_RUNTIME_DIR.
std::filesystem::path slotFolder();

/// Takes a place on a GPU of `gpus` (not empty) and claims what the process needs there: of those that have
/// room for it beside what others claim, on the GPU that has the fewest places taken, the first of them where
/// several do, so that runs that start together share the GPUs. What none of them could hold if it were empty
/// has room on one where nobody claims anything: a need may be estimated too high. Nothing is taken where
/// none has room. Claims bind those alone that ask here.
std::optional<GpuSlot> takeLeastUsed(const std::vector<GpuOffer>& gpus, const std::filesystem::path& folder);

/// What is taken of a GPU now. Nothing where `folder` is not this user's alone.
GpuUse gpuUse(const GpuOffer& gpu, const std::filesystem::path& folder);

}  // namespace skewscope::cuda
