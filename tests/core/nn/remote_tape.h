#pragma once

#include <cstddef>
#include <functional>
#include <vector>

// What the memory and the operations of remoteDevice() and its recordings know of each other.
namespace skewscope::test::remote {

/// Addresses of the device's memory; pages come when they are written. What a kernel of the host reads is so
/// far before the device's address.
inline constexpr std::size_t kRoom = std::size_t{1} << 34;

/// What is being recorded: how to do each operation again, on the tensors that it had. It holds them, so that
/// their memory is not given to others.
struct Operation {
  std::function<void()> again;
  int threads;  ///< of the thread that did it, on which the bits of a sum depend
};
struct Tape {
  std::vector<Operation> operations;
  /// What was freed meanwhile: the addresses are in the recording, so that nobody else may have them.
  std::vector<char*> freed;
};
/// Of one recording at a time: gradients come from threads that it waits for. Null: nothing is recorded.
extern Tape* tape;

/// Remembers how to do an operation again, where something is recorded. Throws c10::Error where a recording
/// shall be refused (setRemoteRefusal()).
void keep(std::function<void()> again);

/// All that has been allocated so far, and back.
std::vector<char> contents();
void restore(const std::vector<char>& contents);
/// Memory that a recording has kept from others.
void giveBack(const std::vector<char*>& blocks);

}  // namespace skewscope::test::remote
