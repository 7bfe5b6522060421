#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/compare/run_column.h"
#include "core/store/records.h"
#include "ui/models/run_baseline.h"

namespace skewscope::ui {

/// The runs of the store as a table. A new reading is turned into the rows that came, went, moved or changed;
/// the model is never reset, so that selection, scrolling and an open editor survive every tick.
class RunTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column {
    Name,
    Status,
    Accuracy,  ///< probe where there is one, else the last live value
    Best,      ///< best live value
    Mode,
    Method,
    Ratio,
    Images,
    Seed,
    Dataset,
    Created,
    Duration,
    Tags,
    Note,
    ColumnCount
  };
  enum Role {
    SortRole = Qt::UserRole + 1,  ///< the raw value: a number, or text
    IdRole,                       ///< id of the row's run, in any column
    ColourRole,                   ///< colour of the row's run, in any column
    BaselineRole,                 ///< whether the row's run is the baseline
    MeasuredByRole,  ///< of the accuracy columns: what measured it, "probe", "kNN"; empty before the first
    FullTitleRole,   ///< of a heading: its title where there is room, "Accuracy (%)" for "%"
  };
  using Runs = std::vector<store::RunRecord>;

  /// `colourIndex` gives a run's place in the palette.
  explicit RunTableModel(std::function<int(const QString& id)> colourIndex, QObject* parent = nullptr);

  /// A column of the user's choice, behind the fixed ones: "option:batch", "metric:probe_accuracy:best" (or
  /// last, mean5). Whether there is such a column.
  static bool isExtraColumn(const QString& key);
  /// Those columns, in this order; what isExtraColumn() does not know is left out.
  void setExtraColumns(const QStringList& keys);
  const QStringList& extraColumns() const { return extraKeys_; }
  /// Title of such a column: "Learning rate", "Linear probe, best (%)". The last value of a metric is not
  /// called so, unless `full`.
  static QString columnTitle(const compare::RunColumn& column, bool full = false);

  /// Name of a column, fixed or of the user's choice, for settings: "accuracy", "option:batch". columnOf()
  /// finds it again, or gives -1.
  QString columnKey(int column) const;
  int columnOf(const QString& key) const;

  /// The run that the others are compared with, which need not be there; empty: none.
  void setBaseline(const QString& id);
  const QString& baseline() const { return baselineId_; }
  /// Whether columns of metrics show the signed differences of the other runs to the baseline.
  void setDifferences(bool on);
  bool differences() const { return differences_; }

  /// Takes a new reading of the store, oldest run first. Whether it may be sorted and filtered otherwise than
  /// before: runs came, went or moved, or have another state or name; a number that moved does not count.
  bool update(const std::shared_ptr<const Runs>& runs);
  /// The colour scheme changed.
  void refreshColours();

  const store::RunRecord& run(int row) const { return rows_[static_cast<std::size_t>(row)]; }
  /// Row of a run, or -1.
  int rowOf(const QString& id) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  /// Editing a name asks for it by renameRequested(); the row follows when the store has the new name.
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

 signals:
  void renameRequested(const QString& id, const QString& name);

 private:
  const compare::RunColumn& extra(int column) const {
    return extras_[static_cast<std::size_t>(column - ColumnCount)];
  }
  bool isNumeric(int column) const;
  /// What a column of a metric shows of a run; nothing for other columns.
  std::optional<Measured> measured(const store::RunRecord& run, int column) const;
  /// The same, if it is shown as a difference.
  std::optional<Measured> compared(const store::RunRecord& run, int column) const;
  /// MeasuredByRole of a cell.
  QString measuredBy(const store::RunRecord& run, int column) const;
  bool comparing() const { return differences_ && base_.isThere(); }
  void takeBaseline();
  void refreshMetrics();
  QVariant display(const store::RunRecord& run, int column) const;
  QVariant raw(const store::RunRecord& run, int column) const;
  QString tip(const store::RunRecord& run) const;
  /// Title of a column without regard to the baseline, full title or tool tip; empty for another role.
  QString title(int section, int role) const;
  /// Removes the rows of runs that are not among `runs`.
  void removeOthers(const Runs& runs);
  /// Inserts and moves rows until they are those of `runs`, in their order.
  void arrange(const Runs& runs);
  void replace(int row, const store::RunRecord& run);

  std::function<int(const QString&)> colourIndex_;
  Runs rows_;
  std::vector<compare::RunColumn> extras_;
  QStringList extraKeys_;
  QString baselineId_;
  RunBaseline base_;
  bool differences_ = true;
};

}  // namespace skewscope::ui
