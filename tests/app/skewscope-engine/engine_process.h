#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/core/base/temporary_folder.h"

namespace skewscope::test {

/// What a finished engine process left.
struct EngineResult {
  int status = -1;     ///< exit status; 128 + signal if it was killed
  std::string output;  ///< standard output
  std::string errors;  ///< standard error
};

/// A running skewscope-engine whose standard input is a pipe.
class EngineProcess {
 public:
  explicit EngineProcess(const std::vector<std::string>& arguments,
                         const std::string& program = SKEWSCOPE_ENGINE);
  ~EngineProcess();
  EngineProcess(const EngineProcess&) = delete;
  EngineProcess& operator=(const EngineProcess&) = delete;

  void send(const std::string& line);  ///< a line to standard input
  void closeInput();
  void signal(int number) const;
  pid_t id() const { return process_; }
  /// Waits for standard output to hold `text`, at most `seconds`. False if it does not.
  bool waitFor(const std::string& text, double seconds);
  EngineResult wait();

 private:
  bool readSome(int milliseconds);  ///< false at the end of both outputs

  pid_t process_ = -1;
  int input_ = -1, output_ = -1, errors_ = -1;
  EngineResult result_;
};

/// Runs the engine to its end.
EngineResult runEngine(const std::vector<std::string>& arguments,
                       const std::string& program = SKEWSCOPE_ENGINE);

}  // namespace skewscope::test
