#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace skewscope::engine {

/// How the queue of a store is worked off.
struct WorkerSettings {
  std::filesystem::path store;
  int jobs = 1;          ///< runs at once, each in a process of its own with an equal share of the cores
  int mostAttempts = 3;  ///< of a run without another finished epoch
  bool stay = false;     ///< wait for more when the queue is empty, until a stop
  std::map<std::string, std::string> labels{};  ///< by run id: what stands before its lines; else its name
};

/// What a worker has done.
struct WorkerResult {
  int done = 0;
  int failed = 0;            ///< runs that will not be tried again, or not by this worker
  bool stopped = false;      ///< by the user; the runs in progress have a checkpoint and are still queued
  std::string firstFailure;  ///< its message; "" without one
};

/// Takes runs from the queue, first come first served among all workers of the store, until none is left that
/// could be worked on, and shows their progress on standard output. A run whose process crashes, or fails for
/// want of memory or disk, is tried again; one with wrong settings or data is not. SIGINT and SIGTERM stop in
/// good order; a worker that is killed leaves its runs to the others. Blocks. Throws Error (Store), or Error
/// (Resource) where this program has no training library.
WorkerResult workQueue(const WorkerSettings& settings);

}  // namespace skewscope::engine
