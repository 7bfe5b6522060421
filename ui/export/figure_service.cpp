#include "ui/export/figure_service.h"

#include <QFutureWatcher>
#include <QTimer>
#include <QtConcurrentRun>
#include <algorithm>
#include <exception>
#include <utility>

#include "core/base/error.h"
#include "core/store/reader.h"
#include "ui/export/figure.h"
#include "ui/models/store_service.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using Figures = std::vector<store::FigureRecord>;

QString messageOf(const std::exception& error) {
  const auto* ours = dynamic_cast<const Error*>(&error);
  return text(ours != nullptr ? ours->message() : std::string(error.what()));
}

/// Runs `work` on another thread and gives its result to `done` on the thread of `owner`.
template <typename Work, typename Done>
void inBackground(QObject* owner, Work work, Done done) {
  using Result = decltype(work());
  auto* watcher = new QFutureWatcher<Result>(owner);
  QObject::connect(watcher, &QFutureWatcherBase::finished, owner, [watcher, done = std::move(done)] {
    done(watcher->result());
    watcher->deleteLater();
  });
  watcher->setFuture(QtConcurrent::run(std::move(work)));
}

constexpr int kAtMostEveryMs = 500;

/// Nothing if the store cannot be read now; the next change brings another try.
std::shared_ptr<const Figures> readFigures(const std::filesystem::path& path) {
  try {
    return std::make_shared<const Figures>(store::Reader(path).figures());
  } catch (const std::exception&) {
    return nullptr;
  }
}

bool same(const Figures& left, const Figures& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const auto& a, const auto& b) {
    return a.id == b.id && a.title == b.title && a.spec == b.spec;
  });
}

}  // namespace

void readFigureInBackground(
    const std::filesystem::path& store, const report::FigureSpec& spec, QObject* owner,
    std::function<void(std::shared_ptr<const FigureContent> content, const QString& error)> done) {
  using Answer = std::pair<std::shared_ptr<const FigureContent>, QString>;
  inBackground(
      owner,
      [store, spec]() -> Answer {
        try {
          store::Reader reader(store);
          return {std::make_shared<const FigureContent>(readFigure(reader, spec)), QString()};
        } catch (const std::exception& error) {
          return {nullptr, messageOf(error)};
        }
      },
      [done = std::move(done)](const Answer& answer) { done(answer.first, answer.second); });
}

void writeFigureInBackground(const QString& path, std::shared_ptr<const FigureContent> content,
                             const report::FigureSpec& spec, QObject* owner,
                             std::function<void(const QString& error)> done) {
  inBackground(
      owner,
      [path, content = std::move(content), spec] {
        try {
          return writeFigure(path, *content, spec);
        } catch (const std::exception& error) {
          return messageOf(error);
        }
      },
      std::move(done));
}

struct FigureService::Impl {
  std::filesystem::path path;
  std::shared_ptr<const Figures> last;
  QFutureWatcher<std::shared_ptr<const Figures>> watcher;
  QTimer pause;  ///< between two readings: a run that trains changes the store all the time
  bool stale = false;

  void read() {
    if (watcher.isRunning() || pause.isActive()) {
      stale = true;
      return;
    }
    stale = false;
    pause.start(kAtMostEveryMs);
    watcher.setFuture(QtConcurrent::run(readFigures, path));
  }
};

FigureService::FigureService(StoreService& store, QObject* parent)
    : QObject(parent), impl_(std::make_unique<Impl>()) {
  impl_->path = store.path();
  connect(&impl_->watcher, &QFutureWatcherBase::finished, this, [this] {
    const auto fresh = impl_->watcher.result();
    if (fresh && !(impl_->last && same(*impl_->last, *fresh))) {
      impl_->last = fresh;
      emit changed(fresh);
    }
    if (impl_->stale) impl_->read();
  });
  impl_->pause.setSingleShot(true);
  connect(&impl_->pause, &QTimer::timeout, this, [this] {
    if (impl_->stale) impl_->read();
  });
  connect(&store, &StoreService::runsChanged, this, [this] { impl_->read(); });
}

FigureService::~FigureService() {
  impl_->watcher.waitForFinished();
}

}  // namespace skewscope::ui
