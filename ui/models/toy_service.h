#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <vector>

#include "core/lab/toy_sweep.h"

namespace skewscope::ui {

/// What is known so far of the answer to a sweep.
struct ToyAnswer {
  lab::ToySweep sweep;
  std::vector<lab::ToyPoint> points;  ///< finished values, in the order of the sweep
  bool complete = false;
  QString error;  ///< not empty: the sweep cannot be computed, and why
};

/// Solves sweeps of the toy model on threads of its own, newest request wins. Signals arrive on the GUI
/// thread; nothing here blocks it.
class ToyService : public QObject {
  Q_OBJECT
 public:
  explicit ToyService(QObject* parent = nullptr);
  /// Gives up what is being computed, within a fraction of a second.
  ~ToyService() override;

  /// Asks for a sweep; one in progress is given up. answered() follows with each finished value (several at
  /// once, where they come fast) and at the end, for this sweep only until the next request.
  void request(const lab::ToySweep& sweep);
  /// Gives up the sweep in progress, if there is one.
  void cancel();

 signals:
  void answered(std::shared_ptr<const skewscope::ui::ToyAnswer> answer);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skewscope::ui
