#include "ui/engine/engine_answer.h"

#include <QJsonDocument>
#include <QProcess>

namespace skewscope::ui {
namespace {

constexpr qint64 kMostBytes = 64LL << 20;  ///< of an answer

}  // namespace

struct EngineAnswer::Impl {
  EngineAnswer* self;
  QProcess* process = nullptr;

  explicit Impl(EngineAnswer* owner) : self(owner) {}

  void start(const QString& program, const QStringList& arguments) {
    process = new QProcess;
    QObject::connect(process, &QProcess::finished, self,
                     [this](int code, QProcess::ExitStatus status) { finished(code, status); });
    QObject::connect(process, &QProcess::errorOccurred, self, [this](QProcess::ProcessError error) {
      if (error != QProcess::FailedToStart) return;
      const QString why = process->errorString();
      drop();
      emit self->failed(EngineAnswer::tr("The engine could not be started: %1").arg(why));
    });
    process->start(program, arguments, QIODevice::ReadOnly);
  }

  void finished(int code, QProcess::ExitStatus status) {
    const QByteArray output =
        process->bytesAvailable() > kMostBytes ? QByteArray() : process->readAllStandardOutput();
    const QString errors = QString::fromUtf8(process->readAllStandardError()).trimmed();
    drop();
    const auto answer = QJsonDocument::fromJson(output);
    if (status == QProcess::NormalExit && code == 0 && answer.isObject()) {
      emit self->answered(answer.object());
    } else if (!errors.isEmpty()) {
      emit self->failed(errors.section(QStringLiteral("skewscope-engine: "), -1));
    } else {
      emit self->failed(EngineAnswer::tr("The engine gave no answer (exit status %1).").arg(code));
    }
  }

  /// Lets go of the process, which goes when it has ended.
  void drop() {
    if (process == nullptr) return;
    process->disconnect(self);
    if (process->state() == QProcess::NotRunning) {
      process->deleteLater();
    } else {
      QObject::connect(process, &QProcess::finished, process, &QObject::deleteLater);
      process->kill();
    }
    process = nullptr;
  }
};

EngineAnswer::EngineAnswer(QObject* parent) : QObject(parent), impl_(std::make_unique<Impl>(this)) {}

EngineAnswer::~EngineAnswer() {
  impl_->drop();
}

void EngineAnswer::ask(const QString& program, const QStringList& arguments) {
  impl_->drop();
  if (program.isEmpty()) {
    emit failed(
        tr("The training engine (skewscope-engine) was not found beside this program or in the PATH."));
    return;
  }
  impl_->start(program, arguments);
}

void EngineAnswer::cancel() {
  impl_->drop();
}

bool EngineAnswer::isBusy() const {
  return impl_->process != nullptr;
}

}  // namespace skewscope::ui
