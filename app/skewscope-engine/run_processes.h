#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/protocol/messages.h"

namespace skewscope::engine {

/// Trains stored runs in processes of their own (this program, `train --run ID --json --control`), several at
/// once: a run that crashes or runs out of memory takes no other with it. The end of this object, or of this
/// process however it comes, stops the runs with a checkpoint. Not for several threads.
class RunProcesses {
 public:
  explicit RunProcesses(std::filesystem::path store);
  ~RunProcesses();
  RunProcesses(const RunProcesses&) = delete;
  RunProcesses& operator=(const RunProcesses&) = delete;

  /// Starts the training of a run that this process has claimed as `owner`, on at most `cores` cores. Throws
  /// Error (Resource) where no process can be made.
  void start(const std::string& run, const std::string& owner, int cores);

  /// A process that is gone. The store says how its run left, unless it crashed.
  struct Gone {
    std::string run;
    int status = 0;      ///< exit status; 128 + the signal's number where one ended it
    std::string errors;  ///< the end of what it wrote to standard error
  };

  /// Hands events to `sink` as they come, for up to `timeout` or until a process is gone. Returns those that
  /// are.
  std::vector<Gone> wait(std::chrono::milliseconds timeout,
                         const std::function<void(const protocol::Event&)>& sink);

  /// Asks every run to write a checkpoint and stop; wait() tells when they have.
  void stopAll();
  std::size_t count() const { return processes_.size(); }

 private:
  struct Process {
    std::string run;
    pid_t id = 0;
    int input = -1, output = -1, errors = -1;  ///< our ends of its standard streams
    std::string pending;                       ///< an event whose line is not complete
    std::string errorText;
  };
  void drain(Process& process, const std::function<void(const protocol::Event&)>& sink);
  static void closeEnds(Process& process);

  std::filesystem::path store_;
  std::vector<Process> processes_;
};

}  // namespace skewscope::engine
