#pragma once

#include <stdexcept>
#include <string>

#include "core/base/plain_text.h"

namespace skewscope {

/// Classes of failure; each is also the exit status of skewscope-engine (docs/engine.md).
enum class ErrorKind : int {
  Internal = 1,     ///< a defect of the program
  Usage = 2,        ///< an option or argument is wrong
  Data = 3,         ///< a data file, checkpoint or store is missing, damaged or foreign
  Store = 4,        ///< the store cannot be opened, read or written (locked, full, read-only)
  Resource = 5,     ///< memory, disk or device ran out
  Interrupted = 6,  ///< stopped on request; the run can be resumed
};

/// What goes wrong on purpose: says what happened and what to do about it.
class Error : public std::runtime_error {
 public:
  /// `what`: what happened, one sentence, with file, offset or option named. `advice`: what to do; may be
  /// empty. Both may quote names of files and what is in them: they are kept as plain text.
  Error(ErrorKind kind, const std::string& what, const std::string& advice = {})
      : std::runtime_error(plainText(what)), kind_(kind), advice_(plainText(advice)) {}

  ErrorKind kind() const { return kind_; }
  const std::string& advice() const { return advice_; }
  /// "what (advice)" for a log line or a terminal.
  std::string message() const { return advice_.empty() ? what() : std::string(what()) + " " + advice_; }

 private:
  ErrorKind kind_;
  std::string advice_;
};

}  // namespace skewscope
