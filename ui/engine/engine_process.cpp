#include "ui/engine/engine_process.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace skewscope::ui {
namespace {

constexpr qsizetype kMaxLine = 64 * 1024;       // protocol::parseEvent refuses longer ones
constexpr qsizetype kMaxBacklog = 1024 * 1024;  // beyond this, the older half is dropped
constexpr qint64 kSliceMs = 6;                  // of the GUI thread, at a time
constexpr qsizetype kErrorLines = 40;
constexpr int kForeignLinesShown = 5;

/// Processes that were left behind. Deleting a QProcess kills its process, so these are kept to the end of
/// the program.
std::vector<QProcess*>& leftBehind() {
  static auto* processes = new std::vector<QProcess*>;  // never freed, as the processes are not
  return *processes;
}

}  // namespace

EngineProcess::EngineProcess(QObject* parent) : QObject(parent) {
  stepTimer_.setSingleShot(true);
  stepTimer_.setInterval(100);
  connect(&stepTimer_, &QTimer::timeout, this, &EngineProcess::flushStep);
}

EngineProcess::~EngineProcess() {
  if (process_ == nullptr) return;
  if (isRunning()) {
    send(protocol::Command::Stop);
    process_->closeWriteChannel();
  }
  release();
}

void EngineProcess::start(const QString& program, const QStringList& arguments) {
  process_ = new QProcess;
  // A process group of its own: Ctrl+C in the terminal of the window, or its end, does not reach the engine.
  // Writing to a window that is gone must be an error that the engine can ignore, not a signal that ends it.
  process_->setChildProcessModifier([] {
    ::setpgid(0, 0);
    // The window answers at once also while engines take every core: with four at 10 it stood still for 9 to
    // 13 ms at most, at 19 for 8 to 10. In a session of its own the engine would have the window's whole
    // share all the same: Linux weighs niceness within a session alone (sched(7), "The autogroup feature").
    [[maybe_unused]] const int niceness = ::nice(19);
    ::signal(SIGPIPE, SIG_IGN);
  });
  connect(process_, &QProcess::readyReadStandardOutput, this, &EngineProcess::drain);
  connect(process_, &QProcess::readyReadStandardError, this, &EngineProcess::drainErrors);
  connect(process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;
    Exit exit;
    exit.started = false;
    exit.error = process_->errorString();
    finish(std::move(exit));
  });
  connect(process_, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
    Exit exit;
    exit.crashed = status == QProcess::CrashExit;
    exit.code = code;
    finish(std::move(exit));
  });
  process_->start(program, arguments);
}

void EngineProcess::send(protocol::Command command) {
  if (!isRunning()) return;
  process_->write(QByteArray::fromStdString(protocol::toLine(command)) + '\n');
}

void EngineProcess::terminate() {
  if (isRunning()) process_->terminate();
}

void EngineProcess::kill() {
  if (isRunning()) process_->kill();
}

void EngineProcess::detach() {
  if (process_ == nullptr) return;
  send(protocol::Command::Detach);
  // The command must be in the pipe before this program ends; the pipe is empty, so this does not wait for
  // the engine.
  if (isRunning()) process_->waitForBytesWritten(1000);
  release();
}

bool EngineProcess::isRunning() const {
  return process_ != nullptr && process_->state() != QProcess::NotRunning;
}

qint64 EngineProcess::processId() const {
  return process_ == nullptr ? 0 : process_->processId();
}

void EngineProcess::release() {
  process_->disconnect(this);
  if (isRunning()) {
    // From here on QProcess throws the output away, so that the engine never waits for a full pipe.
    process_->closeReadChannel(QProcess::StandardOutput);
    process_->closeReadChannel(QProcess::StandardError);
    leftBehind().push_back(process_);
  } else {
    process_->deleteLater();
  }
  process_ = nullptr;
  stepTimer_.stop();
}

void EngineProcess::drain() {
  if (process_ == nullptr) return;
  buffer_ += process_->readAllStandardOutput();
  if (buffer_.size() > kMaxBacklog) {
    const qsizetype cut = buffer_.size() - kMaxBacklog / 2;
    const qsizetype line = buffer_.indexOf('\n', cut);
    dropped_ += line < 0 ? buffer_.size() : line + 1;
    skippingLine_ = line < 0;
    buffer_.remove(0, line < 0 ? buffer_.size() : line + 1);
  }
  QElapsedTimer clock;
  clock.start();
  QByteArray line;
  while (takeLine(line)) {
    handleLine(line);
    if (process_ == nullptr) return;  // a receiver let go of the process
    if (clock.elapsed() < kSliceMs || reported_) continue;
    if (!drainPosted_) {
      drainPosted_ = true;
      QTimer::singleShot(0, this, [this] {
        drainPosted_ = false;
        drain();
      });
    }
    return;
  }
  if (dropped_ > 0) {
    emit logLine(
        QStringLiteral("warning"),
        tr("%1 bytes of progress came faster than they can be shown and were skipped.").arg(dropped_));
    dropped_ = 0;
  }
}

bool EngineProcess::takeLine(QByteArray& line) {
  for (;;) {
    const qsizetype end = buffer_.indexOf('\n');
    if (end < 0) {
      if (buffer_.size() > kMaxLine) {
        buffer_.clear();
        skippingLine_ = true;
      }
      return false;
    }
    line = buffer_.left(end);
    buffer_.remove(0, end + 1);
    if (!std::exchange(skippingLine_, false)) return true;
  }
}

void EngineProcess::handleLine(const QByteArray& line) {
  if (line.trimmed().isEmpty()) return;
  const auto parsed = protocol::parseEvent({line.constData(), static_cast<std::size_t>(line.size())});
  if (!parsed) {
    if (foreignLines_++ < kForeignLinesShown) {
      emit logLine(QStringLiteral("warning"),
                   tr("Not understood from the engine: %1").arg(QString::fromUtf8(line.left(200))));
    }
    return;
  }
  if (const auto* step = std::get_if<protocol::Step>(&*parsed)) {
    pendingStep_ = *step;
    if (!stepTimer_.isActive()) stepTimer_.start();
    return;
  }
  flushStep();
  if (const auto* word = std::get_if<protocol::Ended>(&*parsed)) lastWord_ = *word;
  emit event(*parsed);
}

void EngineProcess::flushStep() {
  if (!pendingStep_) return;
  const protocol::Event step = *std::exchange(pendingStep_, std::nullopt);
  emit event(step);
}

void EngineProcess::drainErrors() {
  if (process_ == nullptr) return;
  errorBuffer_ += process_->readAllStandardError();
  QList<QByteArray> lines = errorBuffer_.split('\n');
  errorBuffer_ = lines.takeLast().left(kMaxLine);
  // A flood of messages: its end says most.
  if (lines.size() > kErrorLines) lines = lines.mid(lines.size() - kErrorLines);
  for (const QByteArray& line : lines) {
    const QString text = QString::fromUtf8(line.left(2000)).trimmed();
    if (text.isEmpty()) continue;
    errorTail_.append(text);
    emit logLine(QStringLiteral("info"), text);
  }
  if (errorTail_.size() > kErrorLines) errorTail_ = errorTail_.mid(errorTail_.size() - kErrorLines);
}

void EngineProcess::finish(Exit exit) {
  if (std::exchange(reported_, true)) return;
  if (exit.started) {
    drain();
    drainErrors();
    if (!errorBuffer_.trimmed().isEmpty()) errorTail_.append(QString::fromUtf8(errorBuffer_).trimmed());
  }
  flushStep();
  exit.lastWord = lastWord_;
  exit.errorTail = errorTail_.join(u'\n');
  emit ended(exit);
}

}  // namespace skewscope::ui
