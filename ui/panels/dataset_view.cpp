#include "ui/panels/dataset_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QVBoxLayout>
#include <algorithm>
#include <numeric>

#include "core/data/dataset_kinds.h"
#include "ui/plots/histogram_view.h"
#include "ui/plots/image_grid.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

enum Page { kHint, kReading, kError, kFound };

QLabel* label(const char* kind, const char* name, QWidget* parent) {
  auto* result = new QLabel(parent);
  result->setObjectName(QLatin1String(name));
  result->setProperty("kind", QLatin1String(kind));
  result->setWordWrap(true);
  return result;
}

QVBoxLayout* rowsOf(QWidget* page) {
  auto* rows = new QVBoxLayout(page);
  rows->setContentsMargins(16, 12, 16, 12);
  rows->setSpacing(4);
  return rows;
}

QString number(std::int64_t value) {
  return QLocale().toString(static_cast<qlonglong>(value));
}

/// Bars from many to few; what is read here has no groups and no twin yet.
HistogramView::Data histogramOf(const data::RegisteredDataset& set) {
  HistogramView::Data result;
  for (std::size_t c = 0; c < set.classNames.size(); ++c)
    result.bars.push_back({text(set.classNames[c]), set.trainPerClass[c], 0});
  std::ranges::stable_sort(result.bars, std::ranges::greater(), &HistogramView::Data::Bar::count);
  result.n = std::reduce(set.trainPerClass.begin(), set.trainPerClass.end());
  return result;
}

}  // namespace

DatasetView::DatasetView(QWidget* parent) : QStackedWidget(parent) {
  setProperty("kind", QStringLiteral("card"));
  addWidget(hintPage());
  addWidget(readingPage());
  addWidget(errorPage());
  addWidget(foundPage());
}

QWidget* DatasetView::hintPage() {
  auto* page = new QWidget(this);
  hint_ = label("muted", "hint", page);
  hint_->setAlignment(Qt::AlignCenter);
  rowsOf(page)->addWidget(hint_);
  return page;
}

QWidget* DatasetView::readingPage() {
  auto* page = new QWidget(this);
  auto* rows = rowsOf(page);
  rows->addStretch(1);
  progress_ = label("muted", "progress", page);
  progress_->setAlignment(Qt::AlignCenter);
  rows->addWidget(progress_);
  auto* bar = new QProgressBar(page);
  bar->setRange(0, 0);
  bar->setTextVisible(false);
  bar->setAccessibleName(tr("Reading the data set"));
  rows->addSpacing(8);
  rows->addWidget(bar);
  rows->addStretch(1);
  return page;
}

QWidget* DatasetView::errorPage() {
  auto* page = new QWidget(this);
  auto* rows = rowsOf(page);
  auto* title = label("title", "errorTitle", page);
  title->setText(tr("This data set cannot be read"));
  rows->addWidget(title);
  // Not a label: a long path must wrap anywhere, and it can be copied with the keyboard.
  error_ = new QPlainTextEdit(page);
  error_->setObjectName(QStringLiteral("error"));
  error_->setProperty("kind", QStringLiteral("error"));
  error_->setReadOnly(true);
  error_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  error_->document()->setDocumentMargin(0);
  error_->setTabChangesFocus(true);
  error_->setAccessibleName(title->text());
  error_->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  rows->addWidget(error_, 1);
  return page;
}

QWidget* DatasetView::foundPage() {
  auto* page = new QWidget(this);
  auto* rows = rowsOf(page);
  kind_ = label("title", "foundKind", page);
  facts_ = label("", "facts", page);
  digest_ = label("muted", "digest", page);
  digest_->setToolTip(tr("SHA-256 of all images and labels. A run on this data set wants the same one."));
  shown_ = label("muted", "shownClasses", page);
  images_ = new ImageGrid(page);
  images_->setObjectName(QStringLiteral("images"));
  auto* heading = label("heading", "histogramHeading", page);
  heading->setText(tr("Training images per class"));
  histogram_ = new HistogramView(page);
  histogram_->setObjectName(QStringLiteral("histogram"));
  for (QLabel* oneLine : {kind_, digest_, shown_}) oneLine->setWordWrap(false);
  auto* head = new QHBoxLayout;
  head->setSpacing(12);
  head->addWidget(kind_);
  head->addWidget(digest_);
  head->addStretch(1);
  head->addWidget(shown_);
  rows->addLayout(head);
  rows->addWidget(facts_);
  rows->addSpacing(8);
  rows->addWidget(images_);
  rows->addSpacing(8);
  rows->addWidget(heading);
  histogram_->setFixedHeight(histogram_->minimumSizeHint().height());  // the images need the room
  rows->addWidget(histogram_);
  rows->addStretch(1);
  return page;
}

void DatasetView::showHint(const QString& text) {
  hint_->setText(text);
  setCurrentIndex(kHint);
}

void DatasetView::showReading(std::int64_t images) {
  progress_->setText(images == 0 ? tr("Reading …") : tr("Reading … %1 images").arg(number(images)));
  setCurrentIndex(kReading);
}

void DatasetView::showError(const QString& message) {
  error_->setPlainText(message);
  setCurrentIndex(kError);
}

void DatasetView::showFound(const DatasetAnswer& answer) {
  const data::RegisteredDataset& set = answer.found;
  const auto train = std::reduce(set.trainPerClass.begin(), set.trainPerClass.end());
  kind_->setText(optionText(data::datasetKind(set.kind).title));
  facts_->setText(tr("%1 training and %2 test images · %3 classes · %4 × %5 pixels")
                      .arg(number(train), number(set.test),
                           number(static_cast<std::int64_t>(set.classNames.size())),
                           QString::number(set.width), QString::number(set.height)));
  digest_->setText(tr("Digest %1…").arg(text(set.digest.substr(0, 16))));
  images_->setRows(answer.preview);
  const auto rows = answer.preview.size();
  shown_->setText(tr("The first %1 classes").arg(rows));
  shown_->setVisible(rows < set.classNames.size());
  histogram_->setData(histogramOf(set));
  setCurrentIndex(kFound);
}

}  // namespace skewscope::ui
