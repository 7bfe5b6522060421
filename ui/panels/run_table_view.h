#pragma once

#include <QStyledItemDelegate>
#include <QTreeView>

namespace skewscope::ui {

/// Draws the rows of the run table: the run's dot before its name, with a ring around that of the baseline,
/// states in their own colour even when selected, tabular figures.
class RunRowDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const override;
  void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const override;
};

/// The run table's view: whole rows, several at a time, a message where there are no rows.
class RunTableView : public QTreeView {
  Q_OBJECT
 public:
  explicit RunTableView(QWidget* parent = nullptr);
  /// Shown in place of rows while there are none.
  void setEmptyText(const QString& title, const QString& text);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString emptyTitle_, emptyText_;
};

}  // namespace skewscope::ui
