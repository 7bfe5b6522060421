#include "ui/models/run_table_model.h"

#include <QDateTime>
#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <unordered_set>

#include "core/compare/metric_title.h"
#include "core/compare/option_cell.h"
#include "core/spec/options.h"
#include "ui/models/run_facts.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

constexpr double kNone = -1e300;  ///< sorts below all values
/// The names of the fixed columns, in their order.
constexpr std::array<const char*, RunTableModel::ColumnCount> kColumnKeys{
    "name", "state", "accuracy", "best",    "mode",     "method", "ratio",
    "n",    "seed",  "dataset",  "created", "duration", "tags",   "note"};

/// Whether a run's accuracy is that of a linear probe, not the last one of its training.
bool isProbed(const store::RunRecord& run) {
  const auto accuracy = headlineAccuracy(run);
  return accuracy && accuracy->metric == store::metric::kProbeAccuracy;
}

Measured measuredOf(const std::optional<RunAccuracy>& accuracy, compare::Aggregate aggregate) {
  if (!accuracy) return {{store::metric::kHeadAccuracy, aggregate}, std::nan("")};
  return {{accuracy->metric, aggregate}, accuracy->value};
}

}  // namespace

RunTableModel::RunTableModel(std::function<int(const QString&)> colourIndex, QObject* parent)
    : QAbstractTableModel(parent), colourIndex_(std::move(colourIndex)) {}

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

QString RunTableModel::columnKey(int column) const {
  return column < ColumnCount ? QString::fromLatin1(kColumnKeys.at(static_cast<std::size_t>(column)))
                              : extraKeys_.value(column - ColumnCount);
}

int RunTableModel::columnOf(const QString& key) const {
  for (int column = 0; column < columnCount(); ++column) {
    if (columnKey(column) == key) return column;
  }
  return -1;
}

std::optional<Measured> RunTableModel::measured(const store::RunRecord& run, int column) const {
  if (column == Accuracy) return measuredOf(headlineAccuracy(run), compare::Aggregate::Last);
  if (column == Best) return measuredOf(bestAccuracy(run), compare::Aggregate::Best);
  if (column < ColumnCount || !extra(column).option.empty()) return std::nullopt;
  return Measured{extra(column).metric, compare::valueOf(run, extra(column).metric)};
}

std::optional<Measured> RunTableModel::compared(const store::RunRecord& run, int column) const {
  return comparing() && !base_.is(run) ? measured(run, column) : std::nullopt;
}

QString RunTableModel::measuredBy(const store::RunRecord& run, int column) const {
  if (column != Accuracy && column != Best) return {};
  const auto value = column == Accuracy ? headlineAccuracy(run) : bestAccuracy(run);
  return value ? metricName(value->metric) : QString();
}

void RunTableModel::setBaseline(const QString& id) {
  if (id == baselineId_) return;
  baselineId_ = id;
  takeBaseline();
}

void RunTableModel::setDifferences(bool on) {
  if (on == differences_) return;
  differences_ = on;
  refreshMetrics();
}

void RunTableModel::takeBaseline() {
  const int row = baselineId_.isEmpty() ? -1 : rowOf(baselineId_);
  if (base_.take(row < 0 ? std::nullopt : std::optional(run(row)))) refreshMetrics();
}

void RunTableModel::refreshMetrics() {
  emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
  if (!rows_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

bool RunTableModel::update(const std::shared_ptr<const Runs>& runs) {
  bool sorts = false;
  if (!std::ranges::equal(rows_, *runs, {}, &store::RunRecord::id, &store::RunRecord::id)) {
    removeOthers(*runs);
    arrange(*runs);
    sorts = true;
  }
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const store::RunRecord& run = (*runs)[row];
    sorts = sorts || rows_[row].status != run.status || rows_[row].name != run.name;
    replace(static_cast<int>(row), run);
  }
  takeBaseline();
  return sorts;
}

void RunTableModel::removeOthers(const Runs& runs) {
  std::unordered_set<std::string_view> kept;
  for (const store::RunRecord& run : runs) kept.insert(run.id);
  for (int last = static_cast<int>(rows_.size()) - 1; last >= 0; --last) {
    if (kept.contains(rows_[static_cast<std::size_t>(last)].id)) continue;
    int first = last;
    while (first > 0 && !kept.contains(rows_[static_cast<std::size_t>(first - 1)].id)) --first;
    beginRemoveRows({}, first, last);
    rows_.erase(rows_.begin() + first, rows_.begin() + last + 1);
    endRemoveRows();
    last = first;
  }
}

void RunTableModel::arrange(const Runs& runs) {
  std::unordered_set<std::string> present;
  for (const store::RunRecord& run : rows_) present.insert(run.id);
  for (int row = 0; row < static_cast<int>(runs.size()); ++row) {
    const store::RunRecord& run = runs[static_cast<std::size_t>(row)];
    const auto here = rows_.begin() + row;
    if (!present.contains(run.id)) {
      beginInsertRows({}, row, row);
      rows_.insert(here, run);
      endInsertRows();
    } else if (here->id != run.id) {
      const auto from =
          std::find_if(here, rows_.end(), [&](const auto& other) { return other.id == run.id; });
      const int source = static_cast<int>(from - rows_.begin());
      beginMoveRows({}, source, source, {}, row);
      std::rotate(here, from, from + 1);
      endMoveRows();
    }
  }
}

void RunTableModel::replace(int row, const store::RunRecord& run) {
  store::RunRecord& old = rows_[static_cast<std::size_t>(row)];
  if (old == run) return;  // while some train, all others are as they were
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
  if (const auto value = compared(run, column)) return base_.differenceText(*value);
  if (const auto value = measured(run, column)) return measuredText(*value);
  if (column >= ColumnCount) {
    const std::string value = compare::optionText(spec::option(extra(column).option), run);
    return value.empty() ? QStringLiteral("–") : optionText(value);
  }
  switch (column) {
    case Name:
      return text(run.name);
    case Status:
      return statusText(run);
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
  if (const auto value = measured(run, column)) {
    const double shown = comparing() ? base_.difference(*value) : value->value;
    return std::isnan(shown) ? kNone : shown;
  }
  if (column >= ColumnCount) {
    const report::Cell cell = compare::optionCell(spec::option(extra(column).option), run);
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&cell)) return *real;
    return isNumeric(column) ? QVariant(kNone) : display(run, column);
  }
  switch (column) {
    case Status:
      // Running first, then waiting, then ended; the further a run is, the earlier.
      return static_cast<double>(run.status == store::RunStatus::Running  ? 0
                                 : run.status == store::RunStatus::Queued ? 1
                                                                          : 2 + static_cast<int>(run.status));
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
    case BaselineRole:
      return base_.is(record);
    case Qt::ToolTipRole: {
      const auto value = compared(record, index.column());
      const QString behind = value ? base_.explanation(*value) : QString();
      return behind.isEmpty() ? tip(record) : behind + u'\n' + tip(record);
    }
    case Qt::AccessibleTextRole:
      return index.column() == Name
                 ? QVariant(base_.is(record)
                                ? tr("%1, %2, baseline").arg(text(record.name), statusText(record))
                                : tr("%1, %2").arg(text(record.name), statusText(record)))
                 : QVariant(QStringLiteral("%1: %2").arg(
                       headerData(index.column(), Qt::Horizontal, FullTitleRole).toString(),
                       QStringList{display(record, index.column()).toString(),
                                   measuredBy(record, index.column())}
                           .join(u' ')
                           .trimmed()));
    case MeasuredByRole:
      return measuredBy(record, index.column());
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(
          Qt::AlignVCenter |
          (isNumeric(index.column()) || index.column() == Status ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ForegroundRole:
      if (record.archived) return tokens().muted;
      if (index.column() == Status) return statusColour(record.status);
      if (index.column() == Name) return tokens().text;
      // What was measured on the way steps back behind what the probe says in the end.
      if (index.column() == Accuracy && isProbed(record)) return tokens().text;
      return tokens().muted;
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
