#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <functional>

#include "core/base/error.h"

namespace skewscope::store {

/// Exit status of a child whose test cannot be done here.
inline constexpr int kSkipped = 77;

/// Runs `work` in a process of its own; its result is the exit status, 99 after an exception (which is
/// printed). Call while this process has one thread.
inline pid_t startChild(const std::function<int()>& work) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  int status = 99;
  try {
    status = work();
  } catch (const Error& error) {
    std::fprintf(stderr, "child: %s\n", error.message().c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "child: %s\n", error.what());
  }
  std::fflush(nullptr);
  _exit(status);
}

/// Waits; the exit status, or minus the signal that ended it.
inline int finishChild(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, 0) != child) return -1000;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace skewscope::store
