#pragma once

#include <QByteArray>
#include <QString>

namespace skewscope::ui {

struct RunData;
struct CurveSet;

/// Every stored value of a run, one a line, in tidy form: run_id, run, metric, epoch, class, class_name,
/// train_count, group, value. Values of the whole run leave the class columns empty. UTF-8, full precision;
/// nothing is sampled.
QByteArray runCsv(const RunData& run);

/// What a plot draws, one point a line: run_id, run, series, metric, the place on the x axis (a column called
/// by CurveSet::xKey: "epoch"), value (in the units of the axis; a gap is an empty value). With smoothed
/// lines there is a column `smoothed` of them beside the measured `value`; with bands, where `value` is a
/// mean, `low`, `high` and the number of runs `n`. The lines before the header, each after "# ", name title,
/// provenance and how lines and bands were made.
QByteArray curvesCsv(const CurveSet& curves);

/// A field with quotation marks where RFC 4180 asks for them.
QString csvField(const QString& text);

/// Writes a file as a whole or not at all. Returns "" or what went wrong and what to do.
QString writeFile(const QString& path, const QByteArray& bytes);

}  // namespace skewscope::ui
