#pragma once

#include <functional>
#include <memory>
#include <vector>

/// Launches that were captured.
struct EmulatedGraph {
  std::vector<std::function<void()>> work;
};

struct EmulatedStream {
  std::unique_ptr<EmulatedGraph> capture;  ///< while the stream is captured
};
