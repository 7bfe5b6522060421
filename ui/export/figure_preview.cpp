#include "ui/export/figure_preview.h"

#include <QPainter>
#include <QScreen>
#include <QtConcurrentRun>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/export/figure.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr int kMargin = 16;
constexpr double kPointsPerMm = 72.0 / 25.4;

}  // namespace

FigurePreview::FigurePreview(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setAccessibleName(tr("Preview"));
  connect(&watcher_, &QFutureWatcherBase::finished, this, [this] {
    drawing_ = false;
    image_ = watcher_.result();
    if (stale_) render();
    update();
  });
}

FigurePreview::~FigurePreview() {
  watcher_.waitForFinished();
}

void FigurePreview::show(std::shared_ptr<const FigureContent> content, const report::FigureSpec& spec,
                         const QString& message) {
  content_ = std::move(content);
  spec_ = spec;
  message_ = message.isEmpty() && content_ && content_->isEmpty() ? content_->message() : message;
  if (content_ && content_->isEmpty()) content_.reset();
  setAccessibleDescription(content_ ? content_->title() + QStringLiteral(", ") + caption() : message_);
  render();
  update();
}

/// Page on screen, inside the margins and above the caption.
QRectF FigurePreview::page() const {
  const double line = 1.6 * fontMetrics().height();
  const QRectF room = QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin - line);
  const double scale = std::min(room.width() / spec_.widthMm, room.height() / spec_.heightMm);
  const QSizeF size(std::max(1.0, scale * spec_.widthMm), std::max(1.0, scale * spec_.heightMm));
  return {QPointF(room.center().x() - size.width() / 2, room.center().y() - size.height() / 2), size};
}

QString FigurePreview::caption() const {
  const double perMm = screen()->physicalDotsPerInch() / 25.4;
  return tr("%1 × %2 mm, shown at %3 %")
      .arg(spec_.widthMm)
      .arg(spec_.heightMm)
      .arg(std::lround(100 * page().width() / (spec_.widthMm * perMm)));
}

void FigurePreview::render() {
  if (drawing_) {
    stale_ = true;
    return;
  }
  stale_ = false;
  if (!content_ || !report::problemOf(spec_).empty()) {
    image_ = {};
    return;
  }
  const double pixels = page().width() * devicePixelRatioF() / (spec_.widthMm * kPointsPerMm);
  drawing_ = true;
  watcher_.setFuture(QtConcurrent::run(
      [content = content_, spec = spec_, pixels] { return figureImage(*content, spec, pixels); }));
}

void FigurePreview::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  render();
}

void FigurePreview::paintEvent(QPaintEvent*) {
  const Tokens& t = tokens();
  QPainter painter(this);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  const QRectF sheet = page();
  painter.setPen(QPen(t.line, 1));
  painter.setBrush(Qt::white);
  painter.drawRect(sheet.adjusted(-0.5, -0.5, 0.5, 0.5));
  if (content_ && !image_.isNull()) painter.drawImage(sheet, image_);
  if (!message_.isEmpty()) {
    painter.setPen(tokensOf(false).muted);  // the page is white in both schemes
    painter.drawText(sheet.adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap, message_);
  }
  painter.setPen(t.muted);
  painter.drawText(
      QRectF(0, height() - kMargin - 1.2 * fontMetrics().height(), width(), 1.2 * fontMetrics().height()),
      Qt::AlignCenter, caption());
}

}  // namespace skewscope::ui
