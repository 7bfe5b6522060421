#include "ui/panels/run_table_view.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>

#include "ui/models/run_table_model.h"
#include "ui/theme/tabular_text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr int kRowHeight = 32;
constexpr int kPadding = 8;
constexpr int kDot = 10;
constexpr int kNameStart = 28;  ///< of the name, after the dot

/// A header that keeps room for the arrow in the column alone that has it: the others leave it to the names.
class RunTableHeader : public QHeaderView {
 public:
  explicit RunTableHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
    connect(this, &QHeaderView::sortIndicatorChanged, this, [this] { resizeSections(); });
  }

 protected:
  QSize sectionSizeFromContents(int section) const override {
    QSize size = QHeaderView::sectionSizeFromContents(section);
    if (section != sortIndicatorSection()) size.rwidth() -= arrowWidth();
    return size;
  }

 private:
  int arrowWidth() const {
    QStyleOptionHeader option;
    initStyleOption(&option);
    option.text = QStringLiteral("x");
    const auto width = [&](QStyleOptionHeader::SortIndicator arrow) {
      option.sortIndicator = arrow;
      return style()->sizeFromContents(QStyle::CT_HeaderSection, &option, QSize(), this).width();
    };
    return isSortIndicatorShown() ? width(QStyleOptionHeader::SortDown) - width(QStyleOptionHeader::None) : 0;
  }
};

}  // namespace

void RunRowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
  const Tokens& t = tokens();
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  if (selected) {
    painter->fillRect(option.rect, t.selection);
  } else if (option.state.testFlag(QStyle::State_MouseOver)) {
    painter->fillRect(option.rect, t.grid);
  }
  QRectF area = QRectF(option.rect).adjusted(kPadding, 0, -kPadding, 0);
  if (index.column() == RunTableModel::Name) {
    const QPointF centre(option.rect.left() + 14, option.rect.center().y() + 0.5);
    painter->setBrush(index.data(RunTableModel::ColourRole).value<QColor>());
    painter->setPen(Qt::NoPen);
    painter->drawEllipse(centre, kDot / 2.0, kDot / 2.0);
    if (index.data(RunTableModel::BaselineRole).toBool()) {  // the others are measured from here
      painter->setBrush(Qt::NoBrush);
      painter->setPen(QPen(t.text, 1.5));
      painter->drawEllipse(centre, kDot / 2.0 + 3, kDot / 2.0 + 3);
    }
    area.setLeft(option.rect.left() + kNameStart);
    area.setRight(option.rect.right() - 2);
  }
  QFont font = option.font;
  if (index.data(RunTableModel::BaselineRole).toBool()) font.setWeight(QFont::DemiBold);
  if (index.column() == RunTableModel::Status) font.setPointSizeF(font.pointSizeF() * 0.92);
  painter->setFont(font);
  painter->setPen(index.data(Qt::ForegroundRole).value<QColor>());
  const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
  const QFontMetricsF metrics(font);
  const QString whole = index.data().toString();
  const QString text = index.column() == RunTableModel::Name
                           ? elidedName(metrics, whole, area.width())
                           : metrics.elidedText(whole, Qt::ElideRight, area.width());
  drawTabular(*painter, area, alignment, text);
  const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
  if (index.column() == RunTableModel::Name && view != nullptr && view->hasFocus() &&
      view->currentIndex().row() == index.row()) {
    painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), t.accent);
  }
  painter->restore();
}

QSize RunRowDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const QFontMetricsF metrics(option.font);
  const double text = tabularWidth(metrics, index.data().toString()) + 2 * kPadding + 2;
  const double width = index.column() == RunTableModel::Name ? text + kNameStart - kPadding : text;
  return {static_cast<int>(width), std::max(kRowHeight, static_cast<int>(metrics.height()) + 12)};
}

QWidget* RunRowDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                                      const QModelIndex& index) const {
  QWidget* editor = QStyledItemDelegate::createEditor(parent, option, index);
  editor->setAccessibleName(tr("New name"));
  return editor;
}

void RunRowDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                          const QModelIndex&) const {
  editor->setGeometry(option.rect.adjusted(kNameStart - 10, 1, 0, -1));
}

RunTableView::RunTableView(QWidget* parent) : QTreeView(parent) {
  setItemDelegate(new RunRowDelegate(this));
  setHeader(new RunTableHeader(this));
  header()->setSectionsClickable(true);
  header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  setRootIsDecorated(false);
  setUniformRowHeights(true);
  setItemsExpandable(false);
  setAllColumnsShowFocus(false);
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setSelectionMode(QAbstractItemView::ExtendedSelection);
  setEditTriggers(QAbstractItemView::EditKeyPressed);
  setSortingEnabled(true);
  setMouseTracking(true);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setContextMenuPolicy(Qt::CustomContextMenu);
  setAccessibleName(tr("Runs"));
  header()->setStretchLastSection(false);
  header()->setSectionsMovable(true);
  header()->setHighlightSections(false);
  header()->setMinimumSectionSize(32);
  header()->setContextMenuPolicy(Qt::CustomContextMenu);
}

void RunTableView::setEmptyText(const QString& title, const QString& text) {
  emptyTitle_ = title;
  emptyText_ = text;
  setAccessibleDescription(title.isEmpty() ? QString() : QStringLiteral("%1 %2").arg(title, text));
  viewport()->update();
}

void RunTableView::paintEvent(QPaintEvent* event) {
  QTreeView::paintEvent(event);
  if (model() == nullptr || model()->rowCount() > 0 || emptyTitle_.isEmpty()) return;
  QPainter painter(viewport());
  QRect area = viewport()->rect().adjusted(20, 40, -20, 0);
  QFont bold = font();
  bold.setWeight(QFont::DemiBold);
  painter.setFont(bold);
  painter.setPen(tokens().text);
  const int flags = Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap;
  QRect used;
  painter.drawText(area, flags, emptyTitle_, &used);
  area.setTop(used.bottom() + 8);
  painter.setFont(font());
  painter.setPen(tokens().muted);
  painter.drawText(area, flags, emptyText_);
}

}  // namespace skewscope::ui
