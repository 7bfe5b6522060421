#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace skewscope::protocol {

// Events: engine -> window, one JSON object a line on standard output, {"v":1,"event":"step",...}. They are
// hints: the store is the truth, and a lost event loses nothing. Every event names its run.

/// The engine holds the run's lease and has opened its data.
struct Started {
  std::string run, device, precision;
  int threads = 0;
  std::int64_t n = 0, epochs = 0, stepsPerEpoch = 0, startEpoch = 0, startStep = 0;
};
/// Progress within an epoch; at most ten a second.
struct Step {
  std::string run;
  std::int64_t epoch = 0;      ///< the epoch in progress, from 1
  std::int64_t step = 0;       ///< steps done in it
  std::int64_t steps = 0;      ///< steps in an epoch
  double loss = 0;             ///< NaN where it has diverged (null in the line)
  double imagesPerSecond = 0;  ///< source images, over the last second or so
  double etaSeconds = 0;       ///< to the end of the run, evaluations included; negative: not known yet
};
/// The store has rows up to this epoch.
struct EpochDone {
  std::string run;
  std::int64_t epoch = 0;
};
/// A phase that is not training: "open device", "wait for GPU memory", "load data", "weights",
/// "evaluate", "probe", "checkpoint".
struct Phase {
  std::string run, name;
};
struct Paused {
  std::string run;
};
struct Resumed {
  std::string run;
};
/// For the log drawer. `level`: "info", "warning" or "error"; `run` may be empty.
struct Log {
  std::string run, level, text;
};
/// The last event of a run. `status`: "done", "interrupted" or "failed", as in the store; `message` for the
/// last two.
struct Ended {
  std::string run, status, message;
};

using Event = std::variant<Started, Step, EpochDone, Phase, Paused, Resumed, Log, Ended>;

// Commands: window -> engine, one JSON object a line on standard input, {"v":1,"command":"stop"}. End of
// input counts as stop.
enum class Command {
  Pause,  ///< hold after the batch in progress, keep everything in memory
  Resume,
  Stop,    ///< write a checkpoint after the batch in progress and end as interrupted
  Detach,  ///< go on without a window: from now on the end of input does not count as stop
};

/// One line without the newline, that parseEvent() reads: strings are cut to its bounds (with an ellipsis),
/// bytes that are not UTF-8 become U+FFFD, a speed that is not finite becomes 0 and such a remaining time -1.
std::string toLine(const Event& event);
std::string toLine(Command command);

/// Reads a line from a stranger: nothing but a value or std::nullopt (unknown, malformed, over 64 KiB, nested
/// more than four deep, wrong types, negative counts, numbers that are not finite, no run) comes back; never
/// throws. Strings longer than 16 KiB are refused. Keys that are not known are ignored, so that a later
/// version may add some.
std::optional<Event> parseEvent(std::string_view line);
std::optional<Command> parseCommand(std::string_view line);

}  // namespace skewscope::protocol
