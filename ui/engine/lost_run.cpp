#include "ui/engine/lost_run.h"

#include <signal.h>

#include <QCoreApplication>
#include <algorithm>

#include "core/store/reader.h"
#include "core/store/store.h"

namespace skewscope::ui {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(skewscope::ui::RunController)
};

QString signalText(int number) {
  switch (number) {
    case SIGKILL:
      return Words::tr("it was killed from outside, or the system ran out of memory");
    case SIGSEGV:
    case SIGBUS:
    case SIGILL:
    case SIGFPE:
    case SIGABRT:
      return Words::tr("it crashed (signal %1)").arg(number);
    default:
      return Words::tr("signal %1 ended it").arg(number);
  }
}

QString lastLine(const QString& text) {
  return text.section(u'\n', -1).trimmed().left(300);
}

}  // namespace

QString reasonOf(const EngineProcess::Exit& exit) {
  const QString words = lastLine(exit.errorTail);
  const QString reason = exit.crashed
                             ? Words::tr("The engine ended without a word: %1.").arg(signalText(exit.code))
                             : Words::tr("The engine ended with exit status %1.").arg(exit.code);
  return words.isEmpty() ? reason : reason + u' ' + Words::tr("Its last words: %1").arg(words);
}

LostRun endLostRun(store::Store& store, const std::string& run, bool begun, bool again,
                   store::RunStatus status, const std::string& reason) {
  store::Reader reader(store.path());
  const store::RunStatus now = reader.run(run).status;
  if (!begun && (now == store::RunStatus::Running || now == store::RunStatus::Done))
    return LostRun::Elsewhere;
  if (now == store::RunStatus::Running || now == store::RunStatus::Queued) store.endRun(run, status, reason);
  const auto entries = reader.queue().entries;
  const auto entry = std::ranges::find(entries, run, &store::QueueEntry::run);
  if (again && entry != entries.end() && entry->attempts < store::Store::kMostAttempts)
    return LostRun::TriedAgain;
  store.dequeue(run);
  return LostRun::Ended;
}

}  // namespace skewscope::ui
