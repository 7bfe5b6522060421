#pragma once

#include <QStringList>
#include <QWidget>
#include <cstdint>
#include <vector>

namespace skewscope::ui {

/// Bars of images per class in class colours, counts on top, short class names below; a dashed line marks
/// what every class has in the balanced twin. Paints itself; cheap enough to follow a slider.
class HistogramView : public QWidget {
  Q_OBJECT
 public:
  /// What is drawn. Bars stand in rank order, from many to few.
  struct Data {
    struct Bar {
      QString name;            ///< full class name
      std::int64_t count = 0;  ///< images of the class
      int group = 0;           ///< 0 many, 1 medium, 2 few
    };
    QString title;  ///< name of the data set; may be empty
    std::vector<Bar> bars;
    std::int64_t n = 0;         ///< sum of counts
    std::int64_t twinEach = 0;  ///< images per class of the balanced twin; 0: no line
    bool twinOnly = false;      ///< the bars are those of a balanced twin: no line, and the text says so
    QString problem;            ///< not empty: shown instead of the bars' sum
    bool operator==(const Data&) const;
  };

  explicit HistogramView(QWidget* parent = nullptr);

  void setData(Data data);
  const Data& data() const { return data_; }
  /// "CIFAR-10: n 4,039 · line: twin, 404 each".
  QString summary() const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRectF barArea() const;
  int barAt(const QPointF& position) const;

  Data data_;
};

}  // namespace skewscope::ui
