#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace skewscope::exchange {

/// An event that has more values is taken for hostile.
inline constexpr std::size_t kMostEventValues = 100'000;

/// One value of a summary (tensorflow/core/framework/summary.proto, Summary.Value), as far as it concerns
/// scalars.
struct EventValue {
  std::string tag;
  std::optional<double>
      simple;  ///< simple_value: a scalar as TensorFlow 1, tensorboardX and PyTorch write it
  std::optional<double> tensor;  ///< the number of a tensor of one number
  bool saysScalar = false;       ///< its metadata say that the tag holds scalars
  bool saysOther = false;        ///< its metadata say that the tag holds something else
};

/// One record of an event file (tensorflow/core/util/event.proto, Event).
struct Event {
  double wallTime = 0;  ///< seconds since 1970, UTC
  std::int64_t step = 0;
  std::string fileVersion;  ///< "brain.Event:2" in the first event of a file
  std::string writer;       ///< source_metadata: the program; Skewscope writes kWriter
  bool restart = false;     ///< SessionLog START: what was written from this step on is void
  std::vector<EventValue> values;
};

/// Event::writer of files that Skewscope has written.
inline constexpr const char* kWriter = "skewscope";

/// Reads an event; nothing if `message` is none.
std::optional<Event> parseEvent(std::span<const std::byte> message);

/// Bytes of an event. A value is written as simple_value, which every reader of scalars knows; it is a
/// float32. Everything else of the values is left out.
std::string encodeEvent(const Event& event);

}  // namespace skewscope::exchange
