#include "ui/models/test_images.h"

#include <QFutureWatcher>
#include <QtConcurrent>
#include <utility>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/data/datasets.h"
#include "ui/models/dataset_preview.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

struct Found {
  std::string digest;
  data::ImageSet test;
  QString error;
};
using Answer = std::shared_ptr<const Found>;

Answer readTest(const std::string& name, const std::string& folder, const std::string& digest) {
  auto found = std::make_shared<Found>();
  found->digest = digest;
  try {
    found->test = std::move(data::loadSameDataset(name, folder, digest, serialFor()).test);
  } catch (const Error& error) {
    found->error = text(error.message());
  } catch (const std::bad_alloc&) {
    found->error = TestImages::tr("There is not enough memory for these images.");
  } catch (const std::exception& error) {
    found->error = QString::fromUtf8(error.what());
  }
  return found;
}

/// What was read last in this program, while somebody has it. GUI thread.
std::weak_ptr<const Found>& lastRead() {
  static std::weak_ptr<const Found> last;
  return last;
}

}  // namespace

struct TestImages::Impl {
  TestImages* self;
  QFutureWatcher<Answer> reading;
  std::string wanted;  ///< digest that is being read; empty: none is
  std::optional<store::RunRecord> next;
  Answer kept;

  explicit Impl(TestImages* owner) : self(owner) {
    QObject::connect(&reading, &QFutureWatcherBase::finished, self, [this] { finished(); });
  }

  void start(const store::RunRecord& run) {
    wanted = run.dataDigest;
    reading.setFuture(QtConcurrent::run(readTest, run.spec.dataset, run.spec.dataDir, run.dataDigest));
  }

  void finished() {
    const Answer found = reading.result();
    wanted.clear();
    if (next) {  // another data set was asked for meanwhile
      const store::RunRecord run = *std::exchange(next, std::nullopt);
      if (run.dataDigest != found->digest) return start(run);
    }
    if (!found->error.isEmpty()) {
      emit self->failed(found->error);
      return;
    }
    kept = found;
    lastRead() = kept;
    emit self->ready(text(kept->digest));
  }
};

TestImages::TestImages(QObject* parent) : QObject(parent), impl_(std::make_unique<Impl>(this)) {}

TestImages::~TestImages() = default;

void TestImages::request(const store::RunRecord& run) {
  if (const Answer last = lastRead().lock(); last && last->digest == run.dataDigest) impl_->kept = last;
  if (has(run.dataDigest)) {
    emit ready(text(run.dataDigest));
  } else if (!impl_->wanted.empty()) {
    if (impl_->wanted != run.dataDigest) impl_->next = run;
  } else {
    impl_->start(run);
  }
}

bool TestImages::has(const std::string& dataDigest) const {
  return impl_->kept && impl_->kept->digest == dataDigest;
}

std::shared_ptr<const data::ImageSet> TestImages::images(const std::string& dataDigest) const {
  if (!has(dataDigest)) return nullptr;
  return {impl_->kept, &impl_->kept->test};
}

QImage TestImages::image(std::int64_t index) const {
  if (!impl_->kept || index < 0 || index >= impl_->kept->test.size()) return {};
  return previewImage(impl_->kept->test, index);
}

}  // namespace skewscope::ui
