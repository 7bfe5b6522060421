#include "core/report/figure_spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/plain_text.h"
#include "core/report/figure_limits.h"

namespace skewscope::report {
namespace {

constexpr std::size_t kMostName = 200;  // bytes of a text

constexpr FigureWord kKinds[] = {{static_cast<int>(FigureKind::Curves), "curves"},
                                 {static_cast<int>(FigureKind::Weights), "weights"},
                                 {static_cast<int>(FigureKind::Summary), "summary"},
                                 {static_cast<int>(FigureKind::Experiment), "experiment"},
                                 {static_cast<int>(FigureKind::Gap), "gap"},
                                 {static_cast<int>(FigureKind::Classes), "classes"},
                                 {static_cast<int>(FigureKind::Confusion), "confusion"},
                                 {static_cast<int>(FigureKind::Map), "map"}};
constexpr FigureWord kPalettes[] = {{static_cast<int>(FigurePalette::Standard), "standard"},
                                    {static_cast<int>(FigurePalette::Viridis), "viridis"},
                                    {static_cast<int>(FigurePalette::Grey), "grey"}};
constexpr FigureWord kLegends[] = {{static_cast<int>(FigureLegend::Automatic), "automatic"},
                                   {static_cast<int>(FigureLegend::Top), "top"},
                                   {static_cast<int>(FigureLegend::Right), "right"},
                                   {static_cast<int>(FigureLegend::Bottom), "bottom"},
                                   {static_cast<int>(FigureLegend::None), "none"}};
constexpr FigureWord kColourings[] = {{static_cast<int>(MapColouring::Classes), "classes"},
                                      {static_cast<int>(MapColouring::Correct), "correct"},
                                      {static_cast<int>(MapColouring::Weights), "weights"}};
constexpr std::string_view kViews[] = {"per-class", "groups", "overall", "loss"};
constexpr std::string_view kGapViews[] = {"ratio", "images"};
constexpr std::string_view kClassViews[] = {"points", "bars"};
constexpr std::string_view kMapViews[] = {"tsne", "components"};

bool isColour(const std::string& text) {
  return text.empty() || (text.size() == 7 && text.front() == '#' &&
                          text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos);
}

/// A name or id that can be looked up and shown.
bool isName(const std::string& text) {
  return text.size() <= kMostName && isPlainUtf8(text);
}

bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string problemOfAxis(std::string_view name, const FigureAxis& axis, bool there, bool logarithmic) {
  constexpr double kMost = 1e12;
  if (!there && axis != FigureAxis()) return fmt::format("This figure has no axis {} to be set.", name);
  const auto good = [&](double value) {
    return std::isfinite(value) && std::abs(value) <= kMost && (!logarithmic || value > 0);
  };
  for (const auto& end : {axis.low, axis.high}) {
    if (end && !good(*end))
      return fmt::format("The ends of axis {} must be numbers{} up to 1e12.", name,
                         logarithmic ? " above 0" : "");
  }
  // Closer together the values could not be told apart once they are placed.
  if (axis.low && axis.high &&
      !(*axis.high - *axis.low > 1e-9 * std::max(std::abs(*axis.low), std::abs(*axis.high))))
    return fmt::format("Axis {} must begin below its end.", name);
  if (axis.ticks.size() > kMostTicks)
    return fmt::format("Axis {} can have up to {} ticks.", name, kMostTicks);
  for (std::size_t k = 0; k < axis.ticks.size(); ++k) {
    if (!good(axis.ticks[k]) || (k > 0 && !(axis.ticks[k] > axis.ticks[k - 1])))
      return fmt::format("The ticks of axis {} must be ascending numbers{}.", name,
                         logarithmic ? " above 0" : "");
  }
  return {};
}

std::string problemOfView(const FigureSpec& spec) {
  const auto among = [&](std::span<const std::string_view> views) {
    return std::find(views.begin(), views.end(), spec.view) != views.end();
  };
  const auto own = figureViews(spec.kind);
  const auto name = [](std::string_view view) { return std::string(view); };
  // What stands for the usual one of kinds that are none of curves.
  if (among(own) || (spec.kind != FigureKind::Curves && among(kViews))) return {};
  if (own.empty() || spec.kind == FigureKind::Curves) return "Curves show " + oneOf(kViews, name) + ".";
  return fmt::format("The view of a figure of {} is {}.", nameOf(spec.kind), oneOf(own, name));
}

std::string problemOfConfusion(const FigureSpec& spec) {
  constexpr std::int64_t kMostEpochs = 1'000'000'000;
  const ConfusionOptions& options = spec.confusion;
  if (!isName(options.metric)) return "The metric of a confusion matrix is named in plain text.";
  if (options.epoch < -1 || options.epoch > kMostEpochs)
    return "The epoch of a confusion matrix is a whole number from 0 on, or -1 for the last one.";
  if (options.decimals && (*options.decimals < 0 || *options.decimals > kMostDecimals))
    return fmt::format("The cells of a confusion matrix have between 0 and {} decimals.", kMostDecimals);
  const bool difference = spec.kind == FigureKind::Confusion && options.values == ConfusionValues::Difference;
  if (difference && spec.runs.size() < 2) return "The difference of two confusion matrices needs two runs.";
  return {};
}

/// Accuracies that a figure of runs names among its measures.
std::size_t mostAccuracies(FigureKind kind) {
  switch (kind) {
    case FigureKind::Gap:
      return 2;
    case FigureKind::Classes:
    case FigureKind::Map:
      return 1;
    default:
      return 0;
  }
}

std::string problemOfContent(const FigureSpec& spec) {
  if (spec.runs.size() > kMostRuns) return fmt::format("A figure can show up to {} runs.", kMostRuns);
  if (!spec.runColours.empty() && spec.runColours.size() != spec.runs.size())
    return "A figure needs as many colours as it has runs, or none.";
  for (const std::string& colour : spec.runColours) {
    if (!isColour(colour)) return "Colours of a figure are written as #rrggbb.";
  }
  for (const auto* names : {&spec.runs, &spec.measures}) {
    for (const std::string& name : *names) {
      if (name.empty() || !isName(name)) return "Runs and measures of a figure are named in plain text.";
    }
  }
  if (std::string problem = problemOfView(spec); !problem.empty()) return problem;
  if (spec.hiddenClasses.size() > kMostClasses)
    return fmt::format("Up to {} classes can be hidden.", kMostClasses);
  for (std::size_t k = 0; k < spec.hiddenClasses.size(); ++k) {
    if (spec.hiddenClasses[k] < 0 || (k > 0 && spec.hiddenClasses[k] <= spec.hiddenClasses[k - 1]))
      return "Hidden classes are ascending whole numbers from 0 on.";
  }
  if (!(spec.curves.smoothing >= 0 && spec.curves.smoothing < 1))
    return "The factor of smoothing must be at least 0 (none) and below 1.";
  if (std::string problem = problemOfConfusion(spec); !problem.empty()) return problem;
  const bool bars = spec.kind == FigureKind::Experiment;
  if (bars && (spec.experiment.empty() || !isName(spec.experiment)))
    return "A figure of an experiment needs the experiment's id.";
  if (bars && (spec.measures.empty() || spec.measures.size() > kMostMeasures))
    return fmt::format("A figure of an experiment shows between 1 and {} measures.", kMostMeasures);
  const std::size_t accuracies = mostAccuracies(spec.kind);
  if (!bars && accuracies > 0 && spec.measures.size() > accuracies)
    return fmt::format("A figure of {} shows up to {} of the measures.", nameOf(spec.kind), accuracies);
  if (bars ? !spec.runs.empty() : !spec.experiment.empty() || (accuracies == 0 && !spec.measures.empty()))
    return "A figure shows runs or an experiment, not both.";
  return {};
}

}  // namespace

std::span<const FigureWord> figureKinds() {
  return kKinds;
}
std::span<const FigureWord> figurePalettes() {
  return kPalettes;
}
std::span<const FigureWord> figureLegends() {
  return kLegends;
}
std::span<const FigureWord> mapColourings() {
  return kColourings;
}
std::span<const std::string_view> figureViews() {
  return kViews;
}
std::span<const std::string_view> figureViews(FigureKind kind) {
  switch (kind) {
    case FigureKind::Curves:
      return kViews;
    case FigureKind::Gap:
      return kGapViews;
    case FigureKind::Classes:
      return kClassViews;
    case FigureKind::Map:
      return kMapViews;
    default:
      return {};
  }
}
std::string_view viewOf(const FigureSpec& spec) {
  const auto views = figureViews(spec.kind);
  const auto found = std::find(views.begin(), views.end(), spec.view);
  if (found != views.end()) return *found;
  return views.empty() ? std::string_view() : views.front();
}
std::string_view nameOf(FigureKind kind) {
  return nameIn(kKinds, static_cast<int>(kind));
}
std::string_view nameOf(FigurePalette palette) {
  return nameIn(kPalettes, static_cast<int>(palette));
}
std::string_view nameOf(FigureLegend legend) {
  return nameIn(kLegends, static_cast<int>(legend));
}
std::string_view nameOf(MapColouring colouring) {
  return nameIn(kColourings, static_cast<int>(colouring));
}

namespace {
/// Whether the x axis is logarithmic whatever is chosen.
bool hasOwnLogX(const FigureSpec& spec) {
  return spec.kind == FigureKind::Weights || spec.kind == FigureKind::Gap ||
         (spec.kind == FigureKind::Classes && viewOf(spec) == "points");
}
}  // namespace

bool hasX(const FigureSpec& spec) {
  return spec.kind == FigureKind::Curves || hasOwnLogX(spec);
}

bool hasY(const FigureSpec& spec) {
  return spec.kind != FigureKind::Confusion && spec.kind != FigureKind::Map;
}

bool hasY2(const FigureSpec& spec) {
  return spec.kind == FigureKind::Summary || (spec.kind == FigureKind::Curves && spec.view == "loss") ||
         (spec.kind == FigureKind::Gap && spec.measures.size() != 1);
}

bool hasLogX(const FigureSpec& spec) {
  return hasOwnLogX(spec) || (spec.kind == FigureKind::Curves && spec.curves.logX);
}

bool hasLogY(const FigureSpec& spec) {
  return spec.kind == FigureKind::Weights || (spec.kind == FigureKind::Curves && spec.curves.logY);
}

std::string problemOf(const FigureSpec& spec) {
  if (std::string problem = problemOfContent(spec); !problem.empty()) return problem;
  const auto inside = [](double value, double low, double high) { return value >= low && value <= high; };
  if (!inside(spec.widthMm, kLeastFigureMm, kMostFigureMm) ||
      !inside(spec.heightMm, kLeastFigureMm, kMostFigureMm))
    return fmt::format("Both sides of a figure must lie between {} and {} mm.", kLeastFigureMm,
                       kMostFigureMm);
  if (!inside(spec.fontPt, 2, 100)) return "The type size must lie between 2 and 100 pt.";
  if (!inside(spec.linePt, 0.1, 20)) return "Lines must be between 0.1 and 20 pt wide.";
  if (!inside(spec.dpi, 10, 2400)) return "The resolution must lie between 10 and 2400 dpi.";
  if (!isName(spec.title)) return fmt::format("The title must be plain text of up to {} bytes.", kMostName);
  if (!isName(spec.font)) return "The font must be the name of a family.";
  const auto letters = std::count_if(spec.panelLetter.begin(), spec.panelLetter.end(), isLetter);
  if (!spec.panelLetter.empty() &&
      (spec.panelLetter.size() > 4 || letters != 1 || !isPlainUtf8(spec.panelLetter)))
    return "The letter of a panel is one letter of a to z, with signs around it if wanted: a, (a) or A.";
  if (std::string problem = problemOfAxis("x", spec.x, hasX(spec), hasLogX(spec)); !problem.empty())
    return problem;
  if (std::string problem = problemOfAxis("y", spec.y, hasY(spec), hasLogY(spec)); !problem.empty())
    return problem;
  return problemOfAxis("y2", spec.y2, hasY2(spec), hasLogY(spec));
}

std::string panelLetter(const std::string& first, int panel) {
  std::string letter = first;
  for (char& c : letter) {
    if (!isLetter(c)) continue;
    const char last = c <= 'Z' ? 'Z' : 'z';
    c = static_cast<char>(std::min<int>(c + panel, last));
  }
  return letter;
}

}  // namespace skewscope::report
