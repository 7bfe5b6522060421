#pragma once

#include <QFrame>
#include <QWidget>
#include <memory>

class QLabel;

namespace skewscope::ui {

struct RunData;

/// One figure with its name and a line that says what it is based on.
class Tile : public QFrame {
  Q_OBJECT
 public:
  Tile(const QString& title, QWidget* parent = nullptr);
  void set(const QString& figure, const QString& basis, const QString& tip = {});
  QString figure() const;
  QString basis() const;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void elide();
  QLabel* name_;
  QLabel* figure_;
  QLabel* basis_;
  QString title_, figureText_, basisText_;
};

/// The four figures below the curves that answer "how is it going?": overall, many/medium/few, worst class,
/// gap to the balanced twin. They speak of the first selected run, and all by the same measure: the live
/// accuracy until the run has been probed, from then on the probe; the live figure then stands below.
class CurveTiles : public QWidget {
  Q_OBJECT
 public:
  explicit CurveTiles(QWidget* parent = nullptr);

  /// `twin` may be null (none in the store, or not read yet: `twinExists`).
  void setRun(std::shared_ptr<const RunData> run, std::shared_ptr<const RunData> twin, bool twinExists);

 private:
  void showGap(const RunData& run, const RunData* twin, bool twinExists);
  Tile* overall_;
  Tile* groups_;
  Tile* worst_;
  Tile* gap_;
};

}  // namespace skewscope::ui
