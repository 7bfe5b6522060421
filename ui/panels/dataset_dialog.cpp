#include "ui/panels/dataset_dialog.h"

#include <QDialogButtonBox>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPushButton>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/data/dataset_kinds.h"
#include "core/data/datasets.h"
#include "ui/panels/dataset_fields.h"
#include "ui/panels/dataset_view.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

constexpr int kTypingPause = 400;    ///< ms without a key before a path is read
constexpr int kProgressEvery = 150;  ///< ms
constexpr std::size_t kMostSuggested = 40;

/// Whether there is a data set of this name; a published one that lies nowhere yet does not count for its own
/// kind. From what is known of the registry, which is asked itself when the set is added.
bool isTaken(const std::string& name, const std::string& kind) {
  return std::ranges::any_of(data::datasetInfos(), [&](const data::DatasetInfo& info) {
    return info.name == name && (info.kind != kind || !info.path.empty());
  });
}

/// Of "My Pictures.tar.gz": "my-pictures", and "my-pictures-2" if there is one already.
QString nameFor(const data::RegisteredDataset& found) {
  const data::DatasetKind& kind = data::datasetKind(found.kind);
  const bool part = found.path.filename() == "train";  // which says nothing
  const auto folder = part ? found.path.parent_path() : found.path;
  const std::string stem = kind.published ? kind.name : folder.filename().string();
  std::string name;
  for (char c : stem) {
    if (c == '.') break;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain || c == '_') {
      name += c;
    } else if (!name.ends_with('-')) {
      name += '-';
    }
  }
  name.erase(0, name.find_first_not_of("-_"));
  name.resize(std::min(name.size(), kMostSuggested));
  while (name.ends_with('-')) name.pop_back();
  if (name.empty()) name = "images";
  if (!isTaken(name, found.kind)) return text(name);  // a published one may have its own name once
  for (int number = 2;; ++number) {
    std::string next = name;
    next.append("-").append(std::to_string(number));
    if (!isTaken(next, found.kind)) return text(next);
  }
}

QString droppedPath(const QMimeData& data) {
  const auto urls = data.urls();
  return urls.size() == 1 && urls[0].isLocalFile() ? urls[0].toLocalFile() : QString();
}

}  // namespace

struct DatasetDialog::Impl {
  DatasetDialog* self;
  DatasetService* service;
  DatasetFields* fields = nullptr;
  DatasetView* view = nullptr;
  QPushButton* add = nullptr;
  QTimer typing, progress;
  std::optional<DatasetQuery> asked;             ///< what the right side shows or waits for; not an error
  std::optional<data::RegisteredDataset> found;  ///< what Add adds
  bool adding = false;

  Impl(DatasetDialog* owner, DatasetService::Reader reader)
      : self(owner), service(new DatasetService(owner, std::move(reader))) {}

  void build() {
    auto* rows = new QVBoxLayout(self);
    rows->setContentsMargins(20, 20, 20, 16);
    rows->setSpacing(16);
    auto* across = new QHBoxLayout;
    across->setSpacing(20);
    fields = new DatasetFields(self);
    fields->setFixedWidth(340);
    across->addWidget(fields);
    view = new DatasetView(self);
    across->addWidget(view, 1);
    rows->addLayout(across, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, self);
    add = new QPushButton(tr("Add"));
    add->setObjectName(QStringLiteral("add"));
    add->setProperty("kind", QStringLiteral("primary"));  // before the box polishes it
    buttons->addButton(add, QDialogButtonBox::AcceptRole);
    add->setDefault(true);
    rows->addWidget(buttons);
    QObject::connect(buttons, &QDialogButtonBox::accepted, self, [this] { addIt(); });
    QObject::connect(buttons, &QDialogButtonBox::rejected, self, &QDialog::reject);
    connectParts();
    view->showHint(fields->missing());
    refresh();
  }

  void connectParts() {
    typing.setSingleShot(true);
    typing.setInterval(kTypingPause);
    progress.setInterval(kProgressEvery);
    QObject::connect(&typing, &QTimer::timeout, self, [this] { read(); });
    QObject::connect(&progress, &QTimer::timeout, self, [this] { view->showReading(service->imagesDone()); });
    QObject::connect(fields, &DatasetFields::queryChanged, self, [this](bool now) { queryChanged(now); });
    QObject::connect(fields, &DatasetFields::nameChanged, self, [this] { refresh(); });
    QObject::connect(service, &DatasetService::answered, self, [this](const auto& answer) { take(*answer); });
    QObject::connect(service, &DatasetService::added, self, [this](const QString& name) {
      emit self->added(name);
      self->accept();
    });
    QObject::connect(service, &DatasetService::refused, self, [this](const QString& message) {
      adding = false;
      fields->setEnabled(true);
      refresh();
      fields->setNameProblem(message);
    });
  }

  void queryChanged(bool now) {
    if (asked == fields->query()) return;
    asked.reset();
    found.reset();
    progress.stop();
    service->cancel();
    refresh();
    if (now) {
      typing.stop();
      read();
    } else {
      typing.start();
    }
  }

  void read() {
    if (const QString missing = fields->missing(); !missing.isEmpty()) return view->showHint(missing);
    asked = fields->query();
    view->showReading(0);
    progress.start();
    service->request(*asked);
  }

  void take(const DatasetAnswer& answer) {
    progress.stop();
    if (!answer.error.isEmpty()) {
      asked.reset();  // what is wrong may be mended: the same path can be read again
      return view->showError(answer.error);
    }
    found = answer.found;
    view->showFound(answer);
    fields->suggestName(nameFor(*found));
    refresh();
  }

  /// Whether Add may be pressed, and what is wrong with the name.
  void refresh() {
    const std::string name = fields->name().toStdString();
    QString problem;
    if (!name.empty()) {
      try {
        data::checkDatasetName(name);
        // Without a kind yet only what no kind may be called is wrong.
        if (found && isTaken(name, found->kind))
          problem = tr("There is a data set \"%1\" already. Choose another name.").arg(text(name));
      } catch (const Error& error) {
        problem = text(error.message());
      }
    }
    fields->setNameProblem(problem);
    add->setEnabled(found && !name.empty() && problem.isEmpty() && !adding);
  }

  void addIt() {
    if (!add->isEnabled()) return;
    adding = true;
    fields->setEnabled(false);
    refresh();
    data::RegisteredDataset set = *found;
    set.name = fields->name().toStdString();
    service->add(set);
  }
};

DatasetDialog::DatasetDialog(QWidget* parent, DatasetService::Reader reader)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, std::move(reader))) {
  setObjectName(QStringLiteral("datasetDialog"));
  setWindowTitle(tr("Add data set"));
  setAcceptDrops(true);
  resize(960, 700);
  impl_->build();
}

DatasetDialog::~DatasetDialog() {
  // A field that loses the focus while it goes has nobody to tell any more.
  impl_->fields->disconnect(this);
  impl_->service->disconnect(this);
}

void DatasetDialog::setPath(const QString& path) {
  impl_->fields->setPath(path);
}

void DatasetDialog::reject() {
  if (!impl_->adding) QDialog::reject();
}

void DatasetDialog::dragEnterEvent(QDragEnterEvent* event) {
  if (!impl_->adding && !droppedPath(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void DatasetDialog::dropEvent(QDropEvent* event) {
  const QString path = droppedPath(*event->mimeData());
  if (path.isEmpty() || impl_->adding) return;
  event->acceptProposedAction();
  setPath(path);
}

}  // namespace skewscope::ui
