#pragma once

#include <QSet>
#include <QToolButton>
#include <memory>
#include <vector>

namespace skewscope::ui {

struct RunData;

/// The class selector: which classes' curves are drawn. The menu stays open while classes are switched.
class ClassMenu : public QToolButton {
  Q_OBJECT
 public:
  explicit ClassMenu(QWidget* parent = nullptr);

  /// Classes of the run that leads; the choice is kept while the classes stay the same.
  void setRun(const std::shared_ptr<const RunData>& run);
  const QSet<int>& hidden() const { return hidden_; }
  void setHidden(const QSet<int>& hidden);
  /// Shows this class alone; if it is alone already, all of them.
  void isolate(int index);
  /// Whether one of several classes is shown alone.
  bool isIsolated() const;
  void toggle(int index);
  void showAll();
  /// Shows the classes of one group (0 many, 1 medium, 2 few) alone.
  void showGroup(int group);

 signals:
  void changed();

 private:
  struct Entry {
    int index, rank, group;
    QString name;
    long long count;
    bool operator==(const Entry&) const = default;
  };
  void apply(const QSet<int>& hidden);
  void fill();
  void label();

  std::vector<Entry> entries_;  ///< from many to few
  QSet<int> hidden_;
};

}  // namespace skewscope::ui
