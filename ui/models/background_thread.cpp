#include "ui/models/background_thread.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

namespace skewscope::ui {
namespace {

constexpr int kNicer = 5;  ///< far less than engines (EngineProcess): they still wait for these threads

}  // namespace

void stepBehindTheWindow() {
  static thread_local bool done = false;
  if (done) return;
  done = true;
  // On Linux niceness is each thread's own (setpriority(2), "C library/kernel differences").
  const auto self = static_cast<id_t>(::syscall(SYS_gettid));
  const int now = ::getpriority(PRIO_PROCESS, self);
  [[maybe_unused]] const int refused = ::setpriority(PRIO_PROCESS, self, std::min(now + kNicer, 19));
}

}  // namespace skewscope::ui
