// What the run table says: titles of columns and tool tips.
#include "core/compare/metric_title.h"
#include "core/spec/options.h"
#include "ui/models/aggregate_words.h"
#include "ui/models/run_facts.h"
#include "ui/models/run_table_model.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
QString RunTableModel::columnTitle(const compare::RunColumn& column, bool full) {
  if (!column.option.empty()) return optionText(spec::option(column.option).label);
  const QString title = optionText(compare::metricTitle(column.metric.metric));
  const QString named = full || column.metric.aggregate != compare::Aggregate::Last
                            ? tr("%1, %2").arg(title, aggregateText(column.metric.aggregate))
                            : title;
  return store::isShare(column.metric.metric) ? tr("%1 (%)").arg(named) : named;
}

QString RunTableModel::tip(const store::RunRecord& run) const {
  QStringList lines{base_.is(run) ? tr("%1 (baseline)").arg(text(run.name)) : text(run.name)};
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

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole) {
    return QVariant::fromValue(Qt::AlignVCenter |
                               (isNumeric(section) || section == Status ? Qt::AlignRight : Qt::AlignLeft));
  }
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != FullTitleRole) return {};
  const QString plain = title(section, role);
  const bool metric =
      section == Accuracy || section == Best || (section >= ColumnCount && extra(section).option.empty());
  if (metric && comparing() && role != Qt::ToolTipRole) return tr("Δ %1").arg(plain);
  if (metric && comparing() && role == Qt::ToolTipRole)
    return tr("%1\nDifference to the baseline “%2”").arg(plain, base_.name());
  return plain.isEmpty() ? QVariant() : plain;
}

QString RunTableModel::title(int section, int role) const {
  if (role == Qt::ToolTipRole && section == Accuracy)
    return tr(
        "Test accuracy in %: that of the linear probe where it was measured.\n"
        "Grey: the last of training, kNN or the run's own head");
  if (role == Qt::ToolTipRole && section == Best) return tr("Best live test accuracy over the epochs, in %");
  if (section >= ColumnCount) {
    const compare::RunColumn& shown = extra(section);
    if (role == Qt::ToolTipRole && !shown.option.empty()) return optionText(spec::option(shown.option).help);
    return columnTitle(shown, role == Qt::ToolTipRole);
  }
  if (role == Qt::ToolTipRole) return {};
  const bool full = role == FullTitleRole;
  switch (section) {
    case Name:
      return tr("Name");
    case Status:
      return tr("State");
    case Accuracy:
      return full ? tr("Accuracy (%)") : tr("%");
    case Best:
      return full ? tr("Best accuracy (%)") : tr("Best %");
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

}  // namespace skewscope::ui
