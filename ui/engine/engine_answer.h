#pragma once

#include <QJsonObject>
#include <QObject>
#include <QString>
#include <QStringList>
#include <memory>

namespace skewscope::ui {

/// Asks the engine a question that it answers with one JSON object on its standard output, such as
/// `explain --json`. Newest question wins: one that is still being answered is ended. Never blocks; a process
/// that is left behind is killed, which costs nothing since it only reads.
class EngineAnswer : public QObject {
  Q_OBJECT
 public:
  explicit EngineAnswer(QObject* parent = nullptr);
  ~EngineAnswer() override;

  /// Starts `program` (empty: there is none, which failed() says); answered() or failed() follows.
  void ask(const QString& program, const QStringList& arguments);
  /// Ends the question in progress; no signal follows.
  void cancel();
  bool isBusy() const;

 signals:
  void answered(const QJsonObject& answer);
  /// What went wrong, and what to do where the engine says it.
  void failed(const QString& message);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
