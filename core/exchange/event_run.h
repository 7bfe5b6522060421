#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>

#include "core/exchange/event.h"
#include "core/exchange/raw_run.h"

namespace skewscope::exchange {

/// The scalars of the event files of one folder, which TensorBoard shows as one run. As there, a session that
/// starts again at a step (SessionLog START) voids what stood from that step on. Of two values at one step,
/// which TensorBoard draws as a zigzag, the one with the later wall time is kept.
class EventRun {
 public:
  /// Takes the events of a file; files in the order of their names, which begin with their time. Throws Error
  /// (Data) that names `name` and the offset for what is damaged, and where there is more than is imported.
  void addFile(std::istream& in, const std::string& name);

  /// What was found, steps as epochs; name and source are left to the caller.
  RawRun finish() const;

 private:
  struct Point {
    double wallTime = 0, value = 0;
  };
  struct Tag {
    std::size_t place = 0;                 ///< in the order of first appearance
    bool scalar = false;                   ///< its metadata, which only the first value must have, say so
    std::map<std::int64_t, Point> points;  ///< by step
  };

  void take(const Event& event, const std::string& name);
  void takeValue(const EventValue& value, const Event& event, const std::string& name);

  std::map<std::string, Tag> tags_;
  std::vector<std::string> remarks_;
  std::size_t points_ = 0;
  std::uint64_t otherValues_ = 0, negativeSteps_ = 0, restarts_ = 0;
  double firstTime_ = 0, lastTime_ = 0;  ///< seconds since 1970; 0: none
  bool ours_ = false;
};

}  // namespace skewscope::exchange
