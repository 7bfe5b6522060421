#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/report/confusion.h"
#include "core/report/curve_options.h"

namespace skewscope::report {

/// What a figure is made of.
enum class FigureKind {
  Curves,      ///< values of runs over their epochs, in one of figureViews()
  Weights,     ///< density weights of rwSAM runs against class sizes
  Summary,     ///< probe accuracy per class and relative gap of each mode, runs against their balanced twins
  Experiment,  ///< bars of an experiment's measures
  Gap,         ///< relative gaps of runs to their balanced twins, against r or n
  Classes,     ///< accuracy per class against training images, or as bars
  Confusion,   ///< what the first run takes for what, or the second run minus the first
  Map,         ///< where the test images lie among the features of the first run, or of the first two
};

/// Colours of a figure. Dashes and labels tell curves apart in all of them.
enum class FigurePalette {
  Standard,  ///< those of the window on a light background
  Viridis,   ///< from dark violet to green, even in lightness (van der Walt and Smith 2015)
  Grey,      ///< for print without colour
};

/// What the colours of a map say.
enum class MapColouring {
  Classes,  ///< the class of an image, from many (cool) to few (warm)
  Correct,  ///< whether its predicted class is the true one
  Weights,  ///< the mean density weight of its class, of a rwSAM run
};

/// Where the key of a figure stands.
enum class FigureLegend {
  Automatic,  ///< curves: labels at their ends, and the runs above; maps: where it takes least; others: above
  Top,        ///< all names above the axes
  Right,
  Bottom,
  None,
};

std::span<const FigureWord> figureKinds();
std::span<const FigureWord> figurePalettes();
std::span<const FigureWord> figureLegends();
/// "classes", "correct", "weights".
std::span<const FigureWord> mapColourings();
/// What curves show: "per-class", "groups", "overall", "loss".
std::span<const std::string_view> figureViews();
/// The views of a kind, the usual one first: those of curves, "ratio" and "images" of gaps, "points" and
/// "bars" of classes, "tsne" and "components" of maps; none of the others.
std::span<const std::string_view> figureViews(FigureKind kind);
std::string_view nameOf(FigureKind kind);
std::string_view nameOf(FigurePalette palette);
std::string_view nameOf(FigureLegend legend);
std::string_view nameOf(MapColouring colouring);

/// One axis, in the units that are written at it. What is not given follows the data.
struct FigureAxis {
  std::optional<double> low, high;
  std::vector<double> ticks;  ///< ascending; empty: round values

  bool operator==(const FigureAxis&) const = default;
};

/// A figure as it is kept and edited: what it shows and how. Independent of any screen and of the store's
/// place; the values themselves are read from the store whenever it is drawn.
struct FigureSpec {
  FigureKind kind = FigureKind::Curves;

  // What is shown
  std::vector<std::string> runs;        ///< UUIDs; the first decides classes and ranks. Not of experiments.
                                        ///< Gap: runs whose pairs are shown; none: all of the store
  std::vector<std::string> runColours;  ///< "#rrggbb" or "" for each of `runs`; empty: the palette's
  std::string view = "per-class";       ///< one of figureViews() of the kind; see viewOf()
  /// Curves per class: indices left out, ascending; of groups: 0 many, 1 medium, 2 few.
  std::vector<int> hiddenClasses;
  CurveOptions curves;                  ///< Curves: x axis, logarithms, smoothing, bands, small multiples
  ConfusionOptions confusion;           ///< Confusion: values, metric, epoch, order, numbers
  MapColouring colouring = MapColouring::Classes;  ///< Map
  std::string experiment;                          ///< Experiment: UUID
  /// Experiment: keys of experiment::measures(), at least one. Gap: an accuracy for each panel, two at most;
  /// Classes: one. Map: one, whose predictions are right or wrong. None: the usual ones.
  std::vector<std::string> measures;
  bool bestEpoch = false;  ///< Classes: at the best epoch of each run instead of the last

  // How
  std::string title;      ///< line above; empty: the name of what is shown
  bool withTitle = true;  ///< whether that line is there
  double widthMm = 84, heightMm = 60;
  std::string font;   ///< family; empty: that of the window
  double fontPt = 8;  ///< of axis titles; ticks and labels are a little smaller
  double linePt = 1;  ///< of curves; Map: about the radius of its points; Confusion has no lines
  double dpi = 300;   ///< PNG only
  bool paper = true;  ///< white behind; else transparent
  FigurePalette palette = FigurePalette::Standard;
  FigureLegend legend = FigureLegend::Automatic;
  std::string panelLetter;  ///< "a", "(a)" or "A.": of the first panel, the next ones follow; empty: none
  FigureAxis x;             ///< not of Summary and Experiment, whose x axes are classes and settings
  FigureAxis y;             ///< of the first panel; Confusion and Map have no axes
  FigureAxis y2;            ///< of the second panel: sharpness below the loss, gaps beside accuracies or gaps

  bool operator==(const FigureSpec&) const = default;
};

inline constexpr double kLeastFigureMm = 10, kMostFigureMm = 2000;

/// The view that is shown: that of the figure if its kind has it, else the kind's usual one; "" if it has
/// none.
std::string_view viewOf(const FigureSpec& spec);

/// Which axes a figure has that can be set.
bool hasX(const FigureSpec& spec);
bool hasY(const FigureSpec& spec);
bool hasY2(const FigureSpec& spec);
/// Which of its axes are logarithmic, so that their ends and ticks are above 0; y2 is like y.
bool hasLogX(const FigureSpec& spec);
bool hasLogY(const FigureSpec& spec);

/// The first thing that is wrong with a figure, as a sentence that says what is allowed; empty if it can be
/// drawn.
std::string problemOf(const FigureSpec& spec);

/// Canonical JSON text in ASCII without "<", ">" and "&" (escaped), so that it stands in XML as it is; equal
/// figures give equal text.
std::string toJson(const FigureSpec& spec);
/// Reads what toJson() wrote, or a part of it (the rest at its default). The text may come from strangers:
/// sizes are bounded, and a key that is not known is refused, since the figure of a newer program would
/// otherwise look different without a word. Throws Error (Usage) naming the key.
FigureSpec figureFromJson(std::string_view text);

/// Letter of a panel, counted from 0: panelLetter("(a)", 2) is "(c)"; past z they go on with the same letter.
std::string panelLetter(const std::string& first, int panel);

}  // namespace skewscope::report
