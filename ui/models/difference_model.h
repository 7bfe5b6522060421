#pragma once

#include <QAbstractItemModel>
#include <QStringList>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/compare/difference.h"

namespace skewscope::ui {

/// Runs side by side as a tree: a row for each section, and below it one for each of its lines; a column for
/// what the line is about and one for each run. Texts are made as they are looked at: fifty runs of a hundred
/// classes have ten thousand of them.
class DifferenceModel : public QAbstractItemModel {
  Q_OBJECT
 public:
  /// compare::Section of a section's row (int).
  static constexpr int kSectionRole = Qt::UserRole;

  using QAbstractItemModel::QAbstractItemModel;

  /// Shows what compare::compareRuns() made of the runs of these names. Rows and columns that stay are kept,
  /// with what is selected and folded.
  void setLines(std::shared_ptr<const std::vector<compare::Line>> lines, const QStringList& runs,
                const compare::DifferenceView& view);

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  /// Another text over a run (Qt::DisplayRole), such as its name in several lines; until setLines().
  bool setHeaderData(int section, Qt::Orientation orientation, const QVariant& value, int role) override;

 private:
  struct Part {
    compare::Section section;
    std::vector<std::size_t> lines;  ///< places in `lines_`
  };
  QVariant sectionData(const Part& part, int column, int role) const;
  QString lineText(const compare::Line& line, int column) const;

  std::shared_ptr<const std::vector<compare::Line>> lines_;
  std::vector<Part> parts_;
  std::vector<std::pair<compare::Section, std::string>> keys_;  ///< of the rows
  QStringList runs_, heads_;
  compare::DifferenceView view_;
};

}  // namespace skewscope::ui
