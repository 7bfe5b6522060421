#pragma once

#include <QTest>
#include <functional>

namespace skewscope::ui {

/// Runs the event loop until `condition` holds; false if it does not within a minute (a hang, not a slow
/// machine).
inline bool waitFor(const std::function<bool()>& condition) {
  return QTest::qWaitFor(condition, 60'000);
}

/// Runs the event loop until nothing is posted any more.
inline void settle() {
  for (int i = 0; i < 5; ++i) QTest::qWait(1);
}

}  // namespace skewscope::ui
