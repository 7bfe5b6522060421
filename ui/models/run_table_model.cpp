#include "ui/models/run_table_model.h"

#include <QDateTime>
#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "core/compare/metric_title.h"
#include "core/compare/option_cell.h"
#include "core/spec/options.h"
#include "ui/models/run_facts.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

QString accuracyText(const std::optional<RunAccuracy>& accuracy) {
  return accuracy ? percentText(accuracy->value) : QStringLiteral("–");
}

QVariant number(const std::optional<RunAccuracy>& accuracy) {
  return accuracy ? QVariant(accuracy->value) : QVariant(-1.0);
}

QString tagText(const store::RunRecord& run) {
  QStringList tags;
  for (const std::string& tag : run.tags) tags.append(text(tag));
  return tags.join(QStringLiteral(", "));
}

/// "last", "best", "mean of last 5".
QString aggregateText(compare::Aggregate aggregate) {
  switch (aggregate) {
    case compare::Aggregate::Best:
      return RunTableModel::tr("best");
    case compare::Aggregate::MeanLast5:
      return RunTableModel::tr("mean of last 5");
    case compare::Aggregate::Last:
      break;
  }
  return RunTableModel::tr("last");
}

}  // namespace

RunTableModel::RunTableModel(std::function<int(const QString&)> colourIndex, QObject* parent)
    : QAbstractTableModel(parent), colourIndex_(std::move(colourIndex)) {}

QString RunTableModel::columnTitle(const compare::RunColumn& column, bool full) {
  if (!column.option.empty()) return optionText(spec::option(column.option).label);
  const QString title = optionText(compare::metricTitle(column.metric.metric));
  const QString named = full || column.metric.aggregate != compare::Aggregate::Last
                            ? tr("%1, %2").arg(title, aggregateText(column.metric.aggregate))
                            : title;
  return store::isShare(column.metric.metric) ? tr("%1 (%)").arg(named) : named;
}

bool RunTableModel::isNumeric(int column) const {
  if (column >= ColumnCount) return compare::isNumeric(extra(column));
  switch (column) {
    case RunTableModel::Accuracy:
    case RunTableModel::Best:
    case RunTableModel::Ratio:
    case RunTableModel::Images:
    case RunTableModel::Seed:
    case RunTableModel::Duration:
      return true;
    default:
      return false;
  }
}

bool RunTableModel::isExtraColumn(const QString& key) {
  return compare::runColumnFrom(key.toStdString()).has_value();
}

void RunTableModel::setExtraColumns(const QStringList& keys) {
  // Those that stay keep their places in the view, so only the others come and go.
  for (qsizetype i = extraKeys_.size(); i-- > 0;) {
    if (keys.contains(extraKeys_[i])) continue;
    const int column = ColumnCount + static_cast<int>(i);
    beginRemoveColumns({}, column, column);
    extraKeys_.removeAt(i);
    extras_.erase(extras_.begin() + i);
    endRemoveColumns();
  }
  for (const QString& key : keys) {
    const auto added = compare::runColumnFrom(key.toStdString());
    if (!added || extraKeys_.contains(key)) continue;
    beginInsertColumns({}, columnCount(), columnCount());
    extraKeys_.append(key);
    extras_.push_back(*added);
    endInsertColumns();
  }
}

void RunTableModel::update(std::shared_ptr<const Runs> runs) {
  std::unordered_set<std::string> kept;
  for (const store::RunRecord& run : *runs) kept.insert(run.id);
  for (int last = static_cast<int>(rows_.size()) - 1; last >= 0; --last) {
    if (kept.contains(rows_[static_cast<std::size_t>(last)].id)) continue;
    int first = last;
    while (first > 0 && !kept.contains(rows_[static_cast<std::size_t>(first - 1)].id)) --first;
    beginRemoveRows({}, first, last);
    rows_.erase(rows_.begin() + first, rows_.begin() + last + 1);
    endRemoveRows();
    last = first;
  }
  std::unordered_set<std::string> present;
  for (const store::RunRecord& run : rows_) present.insert(run.id);
  for (int row = 0; row < static_cast<int>(runs->size()); ++row) {
    const store::RunRecord& run = (*runs)[static_cast<std::size_t>(row)];
    const auto here = rows_.begin() + row;
    if (!present.contains(run.id)) {
      beginInsertRows({}, row, row);
      rows_.insert(here, run);
      endInsertRows();
      continue;
    }
    if (here->id != run.id) {
      const auto from =
          std::find_if(here, rows_.end(), [&](const auto& other) { return other.id == run.id; });
      const int source = static_cast<int>(from - rows_.begin());
      beginMoveRows({}, source, source, {}, row);
      std::rotate(here, from, from + 1);
      endMoveRows();
    }
    replace(row, run);
  }
}

void RunTableModel::replace(int row, const store::RunRecord& run) {
  store::RunRecord& old = rows_[static_cast<std::size_t>(row)];
  const bool everywhere =
      old.colour != run.colour || old.status != run.status || old.archived != run.archived;
  const int columns = columnCount();
  std::vector<bool> changed(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) {
    changed[static_cast<std::size_t>(column)] =
        everywhere || display(old, column) != display(run, column) || raw(old, column) != raw(run, column);
  }
  const bool tipChanged = tip(old) != tip(run);
  old = run;
  if (tipChanged) emit dataChanged(index(row, Name), index(row, Name), {Qt::ToolTipRole});
  for (int first = 0; first < columns; ++first) {
    if (!changed[static_cast<std::size_t>(first)]) continue;
    int last = first;
    while (last + 1 < columns && changed[static_cast<std::size_t>(last + 1)]) ++last;
    emit dataChanged(index(row, first), index(row, last));
    first = last;
  }
}

void RunTableModel::refreshColours() {
  if (rows_.empty()) return;
  emit dataChanged(index(0, 0), index(static_cast<int>(rows_.size()) - 1, columnCount() - 1),
                   {ColourRole, Qt::ForegroundRole});
}

int RunTableModel::rowOf(const QString& id) const {
  const std::string key = id.toStdString();
  const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const auto& run) { return run.id == key; });
  return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

int RunTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int RunTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount + static_cast<int>(extras_.size());
}

QVariant RunTableModel::display(const store::RunRecord& run, int column) const {
  if (column >= ColumnCount) {
    const compare::RunColumn& shown = extra(column);
    if (!shown.option.empty()) {
      const std::string value = compare::optionText(spec::option(shown.option), run);
      return value.empty() ? QStringLiteral("–") : optionText(value);
    }
    const double value = compare::valueOf(run, shown.metric);
    if (std::isnan(value)) return QStringLiteral("–");
    return store::isShare(shown.metric.metric) ? percentText(value) : QString::number(value, 'g', 4);
  }
  switch (column) {
    case Name:
      return text(run.name);
    case Status:
      return statusText(run);
    case Accuracy:
      return accuracyText(headlineAccuracy(run));
    case Best:
      return accuracyText(bestAccuracy(run));
    case Mode:
      return modeText(run);
    case Method:
      return methodText(run);
    case Ratio:
      return ratioText(run);
    case Images:
      return imageCount(run) > 0 ? countText(imageCount(run)) : QStringLiteral("–");
    case Seed:
      return seedText(run);
    case Dataset:
      return runDatasetText(run);
    case Created:
      return QLocale().toString(QDateTime::fromMSecsSinceEpoch(run.createdMs), QLocale::ShortFormat);
    case Duration: {
      const auto duration = durationMs(run);
      return duration ? durationText(*duration) : QStringLiteral("–");
    }
    case Tags:
      return tagText(run);
    case Note:
      return text(run.note).simplified();
    default:
      return {};
  }
}

QVariant RunTableModel::raw(const store::RunRecord& run, int column) const {
  if (column >= ColumnCount) {
    const compare::RunColumn& shown = extra(column);
    if (shown.option.empty()) {
      const double value = compare::valueOf(run, shown.metric);
      return std::isnan(value) ? -1e300 : value;
    }
    const report::Cell cell = compare::optionCell(spec::option(shown.option), run);
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&cell)) return *real;
    return isNumeric(column) ? QVariant(-1e300) : display(run, column);
  }
  switch (column) {
    case Status:
      // Running first, then waiting, then ended; the further a run is, the earlier.
      return static_cast<double>(run.status == store::RunStatus::Running  ? 0
                                 : run.status == store::RunStatus::Queued ? 1
                                                                          : 2 + static_cast<int>(run.status));
    case Accuracy:
      return number(headlineAccuracy(run));
    case Best:
      return number(bestAccuracy(run));
    case Ratio:
      if (store::isImported(run)) return -1.0;
      return run.spec.balancedTwin ? run.spec.ratio + 1 : run.spec.ratio;
    case Images:
      return QVariant::fromValue<qlonglong>(imageCount(run));
    case Seed:
      return QVariant::fromValue<qlonglong>(store::isImported(run) ? -1 : run.spec.seed);
    case Created:
      return QVariant::fromValue<qlonglong>(run.createdMs);
    case Duration:
      return QVariant::fromValue<qlonglong>(durationMs(run).value_or(-1));
    default:
      return display(run, column);
  }
}

QString RunTableModel::tip(const store::RunRecord& run) const {
  QStringList lines{text(run.name)};
  if (store::isImported(run)) {
    lines.append(tr("imported from %1").arg(text(run.source)));
  } else {
    lines.append(tr("%1, r %2").arg(dataLine(run), text(spec::ratioText(run.spec.ratio))));
    lines.append(tr("state: %1").arg(statusText(run)));
  }
  if (const auto accuracy = headlineAccuracy(run)) {
    // The name of one that was imported says by itself what it is.
    const QString name = metricName(accuracy->metric);
    const QString line =
        name == text(accuracy->metric) ? tr("%1 %2 % (epoch %3)") : tr("%1 accuracy %2 % (epoch %3)");
    lines.append(line.arg(name, percentText(accuracy->value)).arg(accuracy->epoch));
  }
  if (!run.failure.empty()) lines.append(text(run.failure));
  if (!run.tags.empty()) lines.append(tr("tags: %1").arg(tagText(run)));
  if (!run.note.empty()) lines.append(text(run.note));
  return lines.join(u'\n');
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const store::RunRecord& record = run(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return display(record, index.column());
    case Qt::EditRole:
      return index.column() == Name ? QVariant(text(record.name)) : QVariant();
    case SortRole:
      return raw(record, index.column());
    case IdRole:
      return text(record.id);
    case ColourRole:
      return runColourOf(record, colourIndex_(text(record.id)));
    case Qt::ToolTipRole:
      return tip(record);
    case Qt::AccessibleTextRole:
      return index.column() == Name ? QVariant(tr("%1, %2").arg(text(record.name), statusText(record)))
                                    : QVariant(QStringLiteral("%1: %2").arg(
                                          headerData(index.column(), Qt::Horizontal).toString(),
                                          display(record, index.column()).toString()));
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(
          Qt::AlignVCenter |
          (isNumeric(index.column()) || index.column() == Status ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ForegroundRole:
      if (record.archived) return tokens().muted;
      if (index.column() == Status) return statusColour(record.status);
      if (index.column() == Name || index.column() == Accuracy) return tokens().text;
      return tokens().muted;
    default:
      return {};
  }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole) {
    return QVariant::fromValue(Qt::AlignVCenter |
                               (isNumeric(section) || section == Status ? Qt::AlignRight : Qt::AlignLeft));
  }
  if (role == Qt::ToolTipRole && section == Accuracy) {
    return tr("Test accuracy in %: linear probe where it was measured, else the last live value");
  }
  if (role == Qt::ToolTipRole && section == Best) return tr("Best live test accuracy over the epochs, in %");
  if (section >= ColumnCount) {
    const compare::RunColumn& shown = extra(section);
    if (role == Qt::ToolTipRole && !shown.option.empty()) return optionText(spec::option(shown.option).help);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    return columnTitle(shown, role == Qt::ToolTipRole);
  }
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Name:
      return tr("Name");
    case Status:
      return tr("State");
    case Accuracy:
      return tr("%");
    case Best:
      return tr("Best %");
    case Mode:
      return tr("Mode");
    case Method:
      return tr("Method");
    case Ratio:
      return tr("r");
    case Images:
      return tr("n");
    case Seed:
      return tr("Seed");
    case Dataset:
      return tr("Data set");
    case Created:
      return tr("Created");
    case Duration:
      return tr("Duration");
    case Tags:
      return tr("Tags");
    case Note:
      return tr("Note");
    default:
      return {};
  }
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex& index) const {
  const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  return index.isValid() && index.column() == Name ? flags | Qt::ItemIsEditable : flags;
}

bool RunTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid) || index.column() != Name) {
    return false;
  }
  const QString name = value.toString().simplified();
  const store::RunRecord& record = run(index.row());
  if (name.isEmpty() || name == text(record.name)) return false;
  emit renameRequested(text(record.id), name);
  return true;
}

}  // namespace skewscope::ui
