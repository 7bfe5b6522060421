#include "ui/models/difference_model.h"

#include <QFont>
#include <QSize>
#include <utility>

#include "ui/theme/text.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr int kRowHeight = 24;

}  // namespace

void DifferenceModel::setLines(std::shared_ptr<const std::vector<compare::Line>> lines,
                               const QStringList& runs, const compare::DifferenceView& view) {
  std::vector<Part> parts;
  std::vector<std::pair<compare::Section, std::string>> keys;
  for (std::size_t i = 0; i < lines->size(); ++i) {
    const compare::Line& line = (*lines)[i];
    if (!view.all && !line.differs) continue;
    if (parts.empty() || parts.back().section != line.section) parts.push_back({line.section, {}});
    parts.back().lines.push_back(i);
    keys.emplace_back(line.section, line.key);
  }
  const bool same = runs == runs_ && keys == keys_;
  if (!same) beginResetModel();
  lines_ = std::move(lines);
  parts_ = std::move(parts);
  keys_ = std::move(keys);
  runs_ = heads_ = runs;
  view_ = view;
  if (!same) return endResetModel();
  for (int part = 0; part < rowCount(); ++part) {
    const QModelIndex parent = index(part, 0);
    const int rows = rowCount(parent);
    if (rows > 0) emit dataChanged(index(0, 0, parent), index(rows - 1, columnCount() - 1, parent));
  }
}

// A section has the id 0, a line the number of its section, from 1 on.
QModelIndex DifferenceModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : 0);
}

QModelIndex DifferenceModel::parent(const QModelIndex& child) const {
  return child.internalId() == 0 ? QModelIndex() : createIndex(static_cast<int>(child.internalId()) - 1, 0);
}

int DifferenceModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return static_cast<int>(parts_.size());
  if (parent.internalId() != 0 || parent.column() != 0) return 0;
  return static_cast<int>(parts_[static_cast<std::size_t>(parent.row())].lines.size());
}

int DifferenceModel::columnCount(const QModelIndex&) const {
  return static_cast<int>(runs_.size()) + 1;
}

QVariant DifferenceModel::sectionData(const Part& part, int column, int role) const {
  if (role == kSectionRole) return static_cast<int>(part.section);
  if (column != 0) return {};
  if (role == Qt::DisplayRole) return optionText(compare::sectionTitle(part.section));
  if (role == Qt::SizeHintRole) return QSize(0, kRowHeight);
  if (role == Qt::FontRole) {
    QFont bold;
    bold.setBold(true);
    return bold;
  }
  return {};
}

QString DifferenceModel::lineText(const compare::Line& line, int column) const {
  if (column == 0) {
    // What it is about has a translation, the name of a class has none.
    const QString what = line.title.empty() ? QString() : optionText(line.title);
    return text(compare::lineTitle(what.toStdString(), line.className));
  }
  const auto run = static_cast<std::size_t>(column) - 1;
  const QString shown = line.displayed[run].empty() ? QStringLiteral("–") : optionText(line.displayed[run]);
  const auto change = view_.baseline ? compare::signedDifference(line, run, *view_.baseline) : std::nullopt;
  return change ? QStringLiteral("%1  (%2)").arg(shown, text(*change)) : shown;
}

QVariant DifferenceModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  if (index.internalId() == 0)
    return sectionData(parts_[static_cast<std::size_t>(index.row())], index.column(), role);
  const Part& part = parts_[index.internalId() - 1];
  const compare::Line& line = (*lines_)[part.lines[static_cast<std::size_t>(index.row())]];
  switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
      return lineText(line, index.column());
    case Qt::TextAlignmentRole:
      if (index.column() == 0) return {};
      return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ForegroundRole:
      if (index.column() == 0) return {};
      if (!line.differs || line.displayed[static_cast<std::size_t>(index.column()) - 1].empty())
        return tokens().muted;
      return {};
    default:
      return {};
  }
}

QVariant DifferenceModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
  if (section == 0) return role == Qt::DisplayRole ? QVariant(QString()) : QVariant();
  if (role == Qt::DisplayRole) return heads_[section - 1];
  if (role == Qt::ToolTipRole) return runs_[section - 1];
  if (role == Qt::TextAlignmentRole) return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
  return {};
}

bool DifferenceModel::setHeaderData(int section, Qt::Orientation orientation, const QVariant& value,
                                    int role) {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 1 || section >= columnCount())
    return false;
  heads_[section - 1] = value.toString();
  emit headerDataChanged(orientation, section, section);
  return true;
}

}  // namespace skewscope::ui
