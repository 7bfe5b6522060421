#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTimer>
#include <optional>

#include "core/protocol/messages.h"

namespace skewscope::ui {

/// One engine process: starts it, turns its standard output into events and its standard error into log
/// lines, and writes commands to it. Never blocks: output is worked off in slices of a few milliseconds, and
/// what comes faster than it can be shown is dropped (events are hints). Once started, the process is never
/// killed because this object goes: it is left behind to write its checkpoint.
class EngineProcess : public QObject {
  Q_OBJECT
 public:
  /// How a process ended.
  struct Exit {
    bool started = true;                      ///< false: the program could not be executed
    bool crashed = false;                     ///< ended by a signal
    int code = 0;                             ///< exit status, or the signal's number if it crashed
    QString error;                            ///< why it could not be started
    std::optional<protocol::Ended> lastWord;  ///< the event `ended`, if it came
    QString errorTail;                        ///< last lines of standard error
  };

  explicit EngineProcess(QObject* parent = nullptr);
  ~EngineProcess() override;

  /// Starts the program; ended() follows in any case. Call once.
  void start(const QString& program, const QStringList& arguments);
  void send(protocol::Command command);
  /// SIGTERM: the engine writes a checkpoint and ends.
  void terminate();
  /// SIGKILL: the epoch in progress is lost.
  void kill();
  /// Sends `detach` and lets go: the process lives on after the window; no signal follows.
  void detach();
  bool isRunning() const;
  qint64 processId() const;

 signals:
  /// Step events at most ten a second, the newest wins; every other event at once.
  void event(const skewscope::protocol::Event& event);
  /// A line of standard error, or a remark about output that could not be read.
  void logLine(const QString& level, const QString& text);
  void ended(const skewscope::ui::EngineProcess::Exit& exit);

 private:
  void release();
  void drain();
  void drainErrors();
  bool takeLine(QByteArray& line);
  void handleLine(const QByteArray& line);
  void flushStep();
  void finish(Exit exit);

  QProcess* process_ = nullptr;
  QByteArray buffer_;
  QByteArray errorBuffer_;
  QStringList errorTail_;
  std::optional<protocol::Step> pendingStep_;
  std::optional<protocol::Ended> lastWord_;
  QTimer stepTimer_;
  qint64 dropped_ = 0;
  int foreignLines_ = 0;
  bool skippingLine_ = false;
  bool drainPosted_ = false;
  bool reported_ = false;
};

}  // namespace skewscope::ui
