#include "ui/export/summary_figure.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/error.h"
#include "core/compare/grouping.h"
#include "core/compare/option_cell.h"
#include "core/report/metrics.h"
#include "core/spec/options.h"
#include "ui/export/figure_palette.h"
#include "ui/export/run_csv.h"
#include "ui/models/run_data.h"
#include "ui/models/run_facts.h"
#include "ui/models/twin_gap.h"
#include "ui/plots/csv_head.h"
#include "ui/plots/curve_overlay.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using Run = std::shared_ptr<const RunData>;

/// Probe accuracy of each class at its last epoch; empty if the run was not probed.
std::vector<double> probe(const RunData& run) {
  const auto found = run.classMetrics.find(store::metric::kProbeAccuracy);
  std::vector<double> values;
  if (found == run.classMetrics.end() || found->second.epochs.empty()) return values;
  for (const auto& series : found->second.values) values.push_back(series.back());
  return values;
}

QString titleOf(const store::RunRecord& run) {
  switch (run.spec.mode) {
    case spec::Mode::Supervised:
      return tr("Supervised");
    case spec::Mode::SelfSupervised:
      return methodText(run);
    case spec::Mode::RwSam:
      return tr("rwSAM (%1)").arg(methodText(run));
  }
  return {};
}

/// Modes of one name get what tells their settings apart: "SimCLR, Step". `leaders`: a run of each.
void tellApart(std::vector<SummaryMode>& modes, const std::vector<store::RunRecord>& leaders) {
  std::map<QString, std::vector<std::size_t>> named;
  for (std::size_t m = 0; m < modes.size(); ++m) named[modes[m].title].push_back(m);
  for (const auto& [title, places] : named) {
    if (places.size() < 2) continue;
    std::vector<store::RunRecord> same;
    for (const std::size_t m : places) same.push_back(leaders[m]);
    const auto options = compare::distinguishingOptions(same, compare::repetitionOptions());
    for (std::size_t k = 0; k < places.size(); ++k) {
      for (const std::string& name : options) {
        const std::string value = compare::optionText(spec::option(name), same[k]);
        if (!value.empty()) modes[places[k]].title += QStringLiteral(", ") + optionText(value);
      }
    }
  }
}

/// Adds one pair's values to its mode.
void add(SummaryMode& mode, const RunData& run, const RunData& twin) {
  const std::vector<double> ours = probe(run);
  const std::vector<double> theirs = probe(twin);
  const std::vector<int> order = classesByRank(run);
  if (mode.pairs == 0) {
    mode.title = titleOf(run.record);
    mode.ratio = run.record.spec.ratio;
    mode.n = imageCount(run.record);
    for (const int index : order) {
      const auto c = std::find_if(run.classes.begin(), run.classes.end(),
                                  [&](const auto& candidate) { return candidate.index == index; });
      mode.classNames.push_back(c == run.classes.end() ? QString::number(index) : text(c->name));
      mode.counts.push_back(c == run.classes.end() ? 0 : c->trainCount);
    }
    mode.imbalanced.assign(order.size(), 0);
    mode.balanced.assign(order.size(), 0);
  }
  for (std::size_t rank = 0; rank < order.size() && rank < mode.imbalanced.size(); ++rank) {
    const auto index = static_cast<std::size_t>(order[rank]);
    if (index >= ours.size() || index >= theirs.size()) continue;
    mode.imbalanced[rank] += ours[index];
    mode.balanced[rank] += theirs[index];
  }
  if (const auto gap = twinGap(run, twin)) mode.gaps.push_back(gap->gap);
  ++mode.pairs;
}

/// "disc 1000"; the count alone where there are too many classes for names.
QString classLabel(const SummaryMode& mode, std::size_t rank) {
  const QString count = QString::number(mode.counts[rank]);
  return mode.counts.size() > 20 ? count : QStringLiteral("%1  %2").arg(mode.classNames[rank], count);
}

class Drawing {
 public:
  Drawing(PlotPainter& plot, const SummaryChart& chart)
      : plot_(plot), chart_(chart), modes_(chart.modes), unit_(plot.style().fontSize) {}

  void draw(const QSizeF& size) {
    const double margin = 0.7 * unit_;
    if (plot_.style().key) drawKey(margin, 1.1 * unit_);
    const double top = (plot_.style().key ? 4.2 : 2.2) * unit_;
    for (const SummaryMode& mode : modes_) {
      for (std::size_t c = 0; c < mode.counts.size(); ++c) {
        names_ = std::max(names_, plot_.textWidth(classLabel(mode, c), 0.82 * unit_));
      }
    }
    const double bottom = size.height() - names_ - 2.8 * unit_;
    accuracy_ = range(chart_.y, 0, 100);
    const double axis = plot_.tickWidth(accuracy_.ticks) + 2.2 * unit_;
    const double bars =
        std::max(0.2 * size.width(), 3.2 * unit_ * static_cast<double>(modes_.size()) + 3 * unit_);
    const double between = 1.4 * unit_;
    const auto count = static_cast<double>(modes_.size());
    const double room = size.width() - 2 * margin - axis - bars - axis - unit_;
    const double width = (room - between * (count - 1)) / count;
    if (width < 3 * unit_ || bottom - top < 3 * unit_) {
      const QString narrow = ui::tr("This figure needs more width or smaller type.");
      plot_.text(size.width() / 2, size.height() / 2, narrow,
                 plot_.fittingSize(narrow, unit_, size.width() - unit_), Qt::AlignHCenter,
                 plot_.style().muted);
      return;
    }
    for (std::size_t m = 0; m < modes_.size(); ++m) {
      const QRectF area(margin + axis + static_cast<double>(m) * (width + between), top, width, bottom - top);
      drawMode(modes_[m], m, area, m == 0, margin);
    }
    const double left = margin + axis;
    const QString below = ui::tr("class and its training images, from many to few");
    plot_.text(left + room / 2, size.height() - 1.1 * unit_, below,
               plot_.fittingSize(below, unit_, room + 2 * axis), Qt::AlignHCenter, plot_.style().ink);
    drawBars(QRectF(size.width() - margin - bars, top, bars, bottom - top));
  }

 private:
  /// The ends and ticks of an axis, as they were set or from `low` to `high`.
  struct Range {
    double low, high;
    std::vector<double> ticks;
  };
  static Range range(const report::FigureAxis& set, double low, double high) {
    Range made{set.low.value_or(low), set.high.value_or(high), {}};
    if (made.high <= made.low) (set.high ? made.low = made.high - 1 : made.high = made.low + 1);
    made.ticks = set.ticks.empty() ? PlotPainter::ticks(made.low, made.high, 5)
                                   : PlotPainter::inside(set.ticks, made.low, made.high);
    return made;
  }

  QColor modeColour(std::size_t mode) const {
    return paletteRun(chart_.palette, static_cast<int>(mode), static_cast<int>(modes_.size()));
  }

  /// "(b) SimCLR" where panels have letters.
  QString lettered(const QString& title, std::size_t panel) const {
    const auto letter = report::panelLetter(plot_.style().panelLetter.toStdString(), static_cast<int>(panel));
    return letter.empty() ? title : text(letter) + u' ' + title;
  }

  void drawKey(double x, double y) {
    QPainter& painter = plot_.painter();
    for (const LegendEntry& each : legendOf(chart_)) {
      painter.setPen(QPen(each.colour, plot_.style().lineWidth, each.style, Qt::FlatCap));
      painter.drawLine(QLineF(x, y, x + 2.2 * unit_, y));
      drawMarker(painter, each.marker, {x + 1.1 * unit_, y}, each.marker == Marker::Circle ? 2.2 : 1.7,
                 each.colour);
      plot_.text(x + 2.7 * unit_, y, each.text, 0.95 * unit_, Qt::AlignLeft, plot_.style().ink);
      x += 2.7 * unit_ + plot_.textWidth(each.text, 0.95 * unit_) + 1.8 * unit_;
    }
  }

  void drawMode(const SummaryMode& mode, std::size_t place, const QRectF& area, bool labelled,
                double titleX) {
    const auto& style = plot_.style();
    QPainter& painter = plot_.painter();
    const auto classes = static_cast<int>(mode.imbalanced.size());
    const PlotPainter::Scale y{accuracy_.low, accuracy_.high, area.bottom(), area.top()};
    const PlotPainter::Scale x{-0.5, classes - 0.5, area.left(), area.right()};
    if (labelled) {
      plot_.verticalAxis(area, y, accuracy_.ticks, ui::tr("linear probe accuracy, test (%)"),
                         titleX + 0.5 * unit_, names_);
    } else {
      for (const double tick : accuracy_.ticks) {
        painter.setPen(QPen(style.grid, 0.5));
        painter.drawLine(QLineF(area.left(), y(tick), area.right(), y(tick)));
      }
    }
    const QString title = lettered(mode.title, place);
    plot_.text(area.left(), area.top() - 0.9 * unit_, title,
               plot_.fittingSize(title, unit_, area.width() + unit_, true), Qt::AlignLeft, modeColour(place),
               true);
    plot_.horizontalAxis(area, x, {}, {});
    std::vector<double> ranks, ours, theirs;
    for (int c = 0; c < classes; ++c) {
      ranks.push_back(c);
      ours.push_back(100 * mode.imbalanced[static_cast<std::size_t>(c)]);
      theirs.push_back(100 * mode.balanced[static_cast<std::size_t>(c)]);
    }
    painter.save();
    if (chart_.y != report::FigureAxis()) painter.setClipRect(area);  // an end was set inside the values
    QPolygonF between;                                                // what imbalance costs
    for (int c = 0; c < classes; ++c) between << QPointF(x(c), y(theirs[static_cast<std::size_t>(c)]));
    for (int c = classes; c-- > 0;) between << QPointF(x(c), y(ours[static_cast<std::size_t>(c)]));
    QColor shade = modeColour(place);
    shade.setAlphaF(0.12F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(shade);
    painter.drawPolygon(between);
    plot_.line(ranks, theirs, x, y, style.muted, Qt::DotLine, style.lineWidth);
    plot_.line(ranks, ours, x, y, QColor(0xa9b2be), Qt::SolidLine, style.lineWidth);
    const int step = std::max(1, static_cast<int>(std::ceil(classes * unit_ / area.width())));
    for (int c = 0; c < classes; ++c) {
      const auto i = static_cast<std::size_t>(c);
      if (classes <= 30) drawMarker(painter, Marker::Diamond, {x(c), y(theirs[i])}, 1.5, style.muted);
      drawMarker(painter, Marker::Circle, {x(c), y(ours[i])}, classes <= 30 ? 2.5 : 1.2,
                 paletteClass(chart_.palette, c, classes));
    }
    painter.restore();
    for (int c = 0; c < classes; ++c) {
      const auto i = static_cast<std::size_t>(c);
      if (c % step == 0) {
        plot_.text(x(c), area.bottom() + 0.6 * unit_, classLabel(mode, i), 0.82 * unit_, Qt::AlignRight,
                   style.muted, false, -90);
      }
    }
  }

  void drawBars(const QRectF& area) {
    const auto& style = plot_.style();
    QPainter& painter = plot_.painter();
    double low = 0;
    double high = 0.05;
    for (const SummaryMode& mode : modes_) {
      const report::Band band = report::band(mode.gaps);
      low = std::min(low, std::min(band.low, band.mean));
      high = std::max(high, std::max(band.high, band.mean));
    }
    const auto raw = PlotPainter::ticks(100 * low, 100 * high, 4);
    const double step = raw.size() > 1 ? raw[1] - raw[0] : 1;
    const Range gap =
        range(chart_.y2, std::floor(100 * low / step + 1e-9) * step, std::ceil(108 * high / step) * step);
    const PlotPainter::Scale y{gap.low, gap.high, area.bottom(), area.top()};
    plot_.verticalAxis(area, y, gap.ticks, ui::tr("relative gap to the twin (%)"),
                       area.left() - plot_.tickWidth(gap.ticks) - 1.5 * unit_, names_);
    const double zero = std::clamp(y(0), area.top(), area.bottom());
    painter.setPen(QPen(style.muted, 0.6));
    painter.drawLine(QLineF(area.left(), zero, area.right(), zero));
    const double slot = area.width() / static_cast<double>(modes_.size());
    for (std::size_t m = 0; m < modes_.size(); ++m) {
      const SummaryMode& mode = modes_[m];
      if (mode.gaps.empty()) continue;
      const report::Band band = report::band(mode.gaps);
      const double centre = area.left() + (static_cast<double>(m) + 0.5) * slot;
      const double half = std::min(0.3 * slot, 2 * unit_);
      painter.setPen(Qt::NoPen);
      painter.setBrush(modeColour(m));
      const auto inAxes = [&](double value) { return std::clamp(y(value), area.top(), area.bottom()); };
      painter.drawRect(QRectF(QPointF(centre - half, inAxes(100 * std::max(0.0, band.mean))),
                              QPointF(centre + half, inAxes(100 * std::min(0.0, band.mean)))));
      double labelY = inAxes(100 * std::max(band.mean, 0.0)) - 0.75 * unit_;
      if (band.n > 1 && std::isfinite(band.standardDeviation)) {
        const double above = inAxes(100 * (band.mean + band.standardDeviation));
        painter.setPen(QPen(style.ink, 0.7));
        painter.drawLine(QLineF(centre, inAxes(100 * (band.mean - band.standardDeviation)), centre, above));
        labelY = std::min(labelY, above - 0.75 * unit_);
      }
      plot_.text(centre, labelY, percentText(band.mean), unit_, Qt::AlignHCenter, style.ink, true);
      const QStringList words = mode.title.split(u' ');
      for (int line = 0; line < words.size(); ++line) {
        plot_.text(centre, area.bottom() + (1.1 + 1.15 * line) * unit_, words[line], 0.82 * unit_,
                   Qt::AlignHCenter, style.ink);
      }
    }
    const int seeds = modes_.front().pairs;
    const QString caption = lettered(
        seeds > 1 ? ui::tr("%1 seeds, mean and s.d.").arg(seeds) : ui::tr("one seed"), modes_.size());
    plot_.text(area.left(), area.top() - 0.9 * unit_, caption,
               plot_.fittingSize(caption, 0.9 * unit_, area.width() + 0.5 * unit_), Qt::AlignLeft,
               style.muted);
  }

  PlotPainter& plot_;
  const SummaryChart& chart_;
  const std::vector<SummaryMode>& modes_;
  double unit_;
  Range accuracy_;
  double names_ = 0;  ///< height of the class labels, which stand upright
};

}  // namespace

std::vector<SummaryMode> summariseRuns(const std::vector<Run>& runs) {
  std::map<std::tuple<spec::Mode, spec::Method, std::string>, SummaryMode> modes;
  std::vector<store::RunRecord> records;
  for (const Run& run : runs) records.push_back(run->record);
  QStringList problems;
  for (const Run& run : runs) {
    if (store::isImported(run->record) || run->record.spec.balancedTwin) continue;
    const store::RunRecord* other = findTwin(records, run->record);
    if (other == nullptr) {
      problems.append(tr("“%1” has no balanced twin.").arg(text(run->record.name)));
      continue;
    }
    const auto twin =
        std::find_if(runs.begin(), runs.end(), [&](const Run& r) { return r->record.id == other->id; });
    const Run* unprobed = probe(*run).empty() ? &run : probe(**twin).empty() ? &*twin : nullptr;
    if (unprobed != nullptr) {
      problems.append(tr("“%1” has no linear probe.").arg(text((*unprobed)->record.name)));
      continue;
    }
    add(modes[{run->record.spec.mode, run->record.spec.method, run->record.groupHash}], *run, **twin);
  }
  std::vector<SummaryMode> result;
  std::vector<store::RunRecord> leaders;
  for (auto& [key, mode] : modes) {
    leaders.push_back(*std::ranges::find_if(records, [&](const auto& run) {
      return run.groupHash == std::get<2>(key) && !run.spec.balancedTwin;
    }));
    for (double& value : mode.imbalanced) value /= mode.pairs;
    for (double& value : mode.balanced) value /= mode.pairs;
    result.push_back(std::move(mode));
  }
  tellApart(result, leaders);
  if (result.empty()) {
    throw Error(
        ErrorKind::Usage,
        tr("There is no pair of a run and its balanced twin. %1").arg(problems.join(u' ')).toStdString(),
        "Train both with the probe, for example with `skewscope-engine demo`.");
  }
  return result;
}

std::vector<LegendEntry> legendOf(const SummaryChart& chart) {
  const SummaryMode& first = chart.modes.front();
  const auto alike = [&](auto same) { return std::all_of(chart.modes.begin(), chart.modes.end(), same); };
  const bool sameRatio = alike([&](const SummaryMode& mode) { return mode.ratio == first.ratio; });
  const bool sameN = alike([&](const SummaryMode& mode) { return mode.n == first.n; });
  const PlotPainter::Style style;
  return {{LegendEntry::Sample::Line,
           sameRatio ? ui::tr("r = %1").arg(text(spec::ratioText(first.ratio))) : ui::tr("imbalanced"),
           style.ink, Qt::SolidLine, Marker::Circle},
          {LegendEntry::Sample::Line,
           sameN && first.n > 0 ? ui::tr("balanced twin, the same n = %1").arg(countText(first.n))
                                : ui::tr("balanced twin"),
           style.muted, Qt::DotLine, Marker::Diamond}};
}

QByteArray summaryCsv(const SummaryChart& chart) {
  QString out = csvHead(chart.title, chart.provenance);
  out += QStringLiteral("mode,ratio,n,class,train_count,probe_imbalanced,probe_balanced\n");
  for (const SummaryMode& mode : chart.modes) {
    for (std::size_t c = 0; c < mode.imbalanced.size(); ++c) {
      out += QStringList{csvField(mode.title),
                         QString::number(mode.ratio, 'g', 17),
                         QString::number(mode.n),
                         csvField(mode.classNames[c]),
                         QString::number(mode.counts[c]),
                         QString::number(mode.imbalanced[c], 'g', 17),
                         QString::number(mode.balanced[c], 'g', 17)}
                 .join(u',') +
             u'\n';
    }
  }
  return out.toUtf8();
}

void drawSummary(PlotPainter& plot, const SummaryChart& chart, const QRectF& area) {
  plot.painter().save();
  plot.painter().translate(area.topLeft());
  Drawing(plot, chart).draw(area.size());
  plot.painter().restore();
}

}  // namespace skewscope::ui
