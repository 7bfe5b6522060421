#include "core/report/figure_spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.h"
#include "core/base/plain_text.h"
#include "core/report/json_text.h"

namespace skewscope::report {
namespace {

using nlohmann::json;

constexpr std::size_t kMostText = 1 << 20;  // bytes of JSON
constexpr std::size_t kMostRuns = 500, kMostClasses = 10000, kMostTicks = 50, kMostMeasures = 16;
constexpr std::size_t kMostName = 200;  // bytes of a text
constexpr int kFormat = 1;

constexpr FigureWord kKinds[] = {{static_cast<int>(FigureKind::Curves), "curves"},
                                 {static_cast<int>(FigureKind::Weights), "weights"},
                                 {static_cast<int>(FigureKind::Summary), "summary"},
                                 {static_cast<int>(FigureKind::Experiment), "experiment"},
                                 {static_cast<int>(FigureKind::Gap), "gap"},
                                 {static_cast<int>(FigureKind::Classes), "classes"}};
constexpr FigureWord kPalettes[] = {{static_cast<int>(FigurePalette::Standard), "standard"},
                                    {static_cast<int>(FigurePalette::Viridis), "viridis"},
                                    {static_cast<int>(FigurePalette::Grey), "grey"}};
constexpr FigureWord kLegends[] = {{static_cast<int>(FigureLegend::Automatic), "automatic"},
                                   {static_cast<int>(FigureLegend::Top), "top"},
                                   {static_cast<int>(FigureLegend::Right), "right"},
                                   {static_cast<int>(FigureLegend::Bottom), "bottom"},
                                   {static_cast<int>(FigureLegend::None), "none"}};
constexpr std::string_view kViews[] = {"per-class", "groups", "overall", "loss"};
constexpr std::string_view kGapViews[] = {"ratio", "images"};
constexpr std::string_view kClassViews[] = {"points", "bars"};

/// Names of a list for a message: "curves, weights or summary".
template <typename List, typename Name>
std::string oneOf(const List& list, Name name) {
  std::string all;
  std::size_t left = std::size(list);
  for (const auto& item : list) {
    all += name(item);
    --left;
    all += left > 1 ? ", " : left == 1 ? " or " : "";
  }
  return all;
}

std::string oneOf(std::span<const FigureWord> words) {
  return oneOf(words, [](const FigureWord& word) { return std::string(word.name); });
}

[[noreturn]] void refuse(std::string_view key, std::string_view expected) {
  throw Error(ErrorKind::Usage, fmt::format("\"{}\" of a figure must be {}.", key, expected));
}

/// Takes keys out of a JSON object, so that what is left is not known.
class Keys {
 public:
  explicit Keys(const json& object) : object_(object) {}

  const json* find(const char* key) {
    known_.insert(key);
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
  }
  void text(const char* key, std::string& value) {
    const json* found = find(key);
    if (found == nullptr) return;
    if (!found->is_string()) refuse(key, "text");
    value = found->get<std::string>();
  }
  void texts(const char* key, std::vector<std::string>& values, std::size_t most) {
    const json* found = find(key);
    if (found == nullptr) return;
    const auto expected = fmt::format("a list of up to {} texts", most);
    if (!found->is_array() || found->size() > most) refuse(key, expected);
    values.clear();
    for (const json& item : *found) {
      if (!item.is_string()) refuse(key, expected);
      values.push_back(item.get<std::string>());
    }
  }
  void number(const char* key, double& value) {
    const json* found = find(key);
    if (found == nullptr) return;
    if (!found->is_number()) refuse(key, "a number");
    value = found->get<double>();
  }
  void number(const char* key, std::optional<double>& value) {
    if (find(key) == nullptr) return;
    double read = 0;
    number(key, read);
    value = read;
  }
  void truth(const char* key, bool& value) {
    const json* found = find(key);
    if (found == nullptr) return;
    if (!found->is_boolean()) refuse(key, "true or false");
    value = found->get<bool>();
  }
  template <typename E>
  void choice(const char* key, E& value, std::span<const FigureWord> words) {
    std::string name(nameIn(words, static_cast<int>(value)));
    text(key, name);
    const auto chosen = valueIn(words, name);
    if (!chosen) refuse(key, oneOf(words));
    value = static_cast<E>(*chosen);
  }
  void refuseOthers(std::string_view what) const {
    for (const auto& [key, value] : object_.items()) {
      if (known_.contains(key)) continue;
      throw Error(ErrorKind::Usage, fmt::format("There is no \"{}\" in {}.", shown(key), what),
                  "It may be one of a newer version of Skewscope.");
    }
  }

 private:
  const json& object_;
  std::set<std::string, std::less<>> known_;
};

void readAxis(Keys& keys, const char* key, FigureAxis& axis) {
  const json* found = keys.find(key);
  if (found == nullptr) return;
  if (!found->is_object()) refuse(key, R"(an object with "low", "high" and "ticks")");
  Keys own(*found);
  own.number("low", axis.low);
  own.number("high", axis.high);
  if (const json* ticks = own.find("ticks"); ticks != nullptr) {
    if (!ticks->is_array() || ticks->size() > kMostTicks)
      refuse("ticks", fmt::format("a list of up to {} numbers", kMostTicks));
    for (const json& tick : *ticks) {
      if (!tick.is_number()) refuse("ticks", fmt::format("a list of up to {} numbers", kMostTicks));
      axis.ticks.push_back(tick.get<double>());
    }
  }
  own.refuseOthers("an axis of a figure");
}

json axisJson(const FigureAxis& axis) {
  json made = json::object();
  if (axis.low) made["low"] = *axis.low;
  if (axis.high) made["high"] = *axis.high;
  if (!axis.ticks.empty()) made["ticks"] = axis.ticks;
  return made;
}

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
  const bool bars = spec.kind == FigureKind::Experiment;
  if (bars && (spec.experiment.empty() || !isName(spec.experiment)))
    return "A figure of an experiment needs the experiment's id.";
  if (bars && (spec.measures.empty() || spec.measures.size() > kMostMeasures))
    return fmt::format("A figure of an experiment shows between 1 and {} measures.", kMostMeasures);
  const std::size_t accuracies = spec.kind == FigureKind::Gap ? 2 : spec.kind == FigureKind::Classes ? 1 : 0;
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
  if (std::string problem = problemOfAxis("y", spec.y, true, hasLogY(spec)); !problem.empty()) return problem;
  return problemOfAxis("y2", spec.y2, hasY2(spec), hasLogY(spec));
}

std::string toJson(const FigureSpec& spec) {
  const FigureSpec usual;
  json made;
  made["skewscope_figure"] = kFormat;
  made["kind"] = nameOf(spec.kind);
  if (!spec.runs.empty()) made["runs"] = spec.runs;
  if (!spec.runColours.empty()) made["run_colours"] = spec.runColours;
  if (spec.kind == FigureKind::Curves || spec.view != usual.view) made["view"] = spec.view;
  if (!spec.hiddenClasses.empty()) made["hidden_classes"] = spec.hiddenClasses;
  if (spec.curves.x != usual.curves.x) made["x_axis"] = nameOf(spec.curves.x);
  if (spec.curves.logX) made["log_x"] = true;
  if (spec.curves.logY) made["log_y"] = true;
  if (spec.curves.smoothing > 0) made["smoothing"] = spec.curves.smoothing;
  if (spec.curves.band) made["band"] = nameOf(*spec.curves.band);
  if (spec.curves.multiples) made["multiples"] = true;
  if (!spec.experiment.empty()) made["experiment"] = spec.experiment;
  if (!spec.measures.empty()) made["measures"] = spec.measures;
  if (spec.bestEpoch) made["best_epoch"] = true;
  made["title"] = spec.title;
  made["with_title"] = spec.withTitle;
  made["width_mm"] = spec.widthMm;
  made["height_mm"] = spec.heightMm;
  made["font"] = spec.font;
  made["font_pt"] = spec.fontPt;
  made["line_pt"] = spec.linePt;
  made["dpi"] = spec.dpi;
  made["paper"] = spec.paper;
  made["palette"] = nameOf(spec.palette);
  made["legend"] = nameOf(spec.legend);
  made["panel_letter"] = spec.panelLetter;
  if (spec.x != FigureAxis()) made["x"] = axisJson(spec.x);
  if (spec.y != FigureAxis()) made["y"] = axisJson(spec.y);
  if (spec.y2 != FigureAxis()) made["y2"] = axisJson(spec.y2);
  return jsonForXml(made);
}

FigureSpec figureFromJson(std::string_view text) {
  if (text.size() > kMostText) throw Error(ErrorKind::Usage, "A figure has up to 1 MiB of JSON.");
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) throw Error(ErrorKind::Usage, "A figure must be a JSON object.");
  Keys keys(object);
  const json* format = keys.find("skewscope_figure");
  if (format != nullptr && (!format->is_number_integer() || *format != kFormat))
    throw Error(ErrorKind::Usage, "This figure is of another version of Skewscope.",
                fmt::format("This one reads figures of version {}.", kFormat));
  FigureSpec spec;
  keys.choice("kind", spec.kind, figureKinds());
  keys.texts("runs", spec.runs, kMostRuns);
  keys.texts("run_colours", spec.runColours, kMostRuns);
  keys.text("view", spec.view);
  if (const json* hidden = keys.find("hidden_classes"); hidden != nullptr) {
    if (!hidden->is_array() || hidden->size() > kMostClasses) refuse("hidden_classes", "a list of classes");
    for (const json& index : *hidden) {
      if (!index.is_number_integer() || index < 0 || index > 1'000'000)
        refuse("hidden_classes", "a list of whole numbers from 0 on");
      spec.hiddenClasses.push_back(index.get<int>());
    }
  }
  keys.choice("x_axis", spec.curves.x, progressAxes());
  keys.truth("log_x", spec.curves.logX);
  keys.truth("log_y", spec.curves.logY);
  keys.number("smoothing", spec.curves.smoothing);
  if (keys.find("band") != nullptr) keys.choice("band", spec.curves.band.emplace(), spreads());
  keys.truth("multiples", spec.curves.multiples);
  keys.text("experiment", spec.experiment);
  keys.texts("measures", spec.measures, kMostMeasures);
  keys.truth("best_epoch", spec.bestEpoch);
  keys.text("title", spec.title);
  keys.truth("with_title", spec.withTitle);
  keys.number("width_mm", spec.widthMm);
  keys.number("height_mm", spec.heightMm);
  keys.text("font", spec.font);
  keys.number("font_pt", spec.fontPt);
  keys.number("line_pt", spec.linePt);
  keys.number("dpi", spec.dpi);
  keys.truth("paper", spec.paper);
  keys.choice("palette", spec.palette, figurePalettes());
  keys.choice("legend", spec.legend, figureLegends());
  keys.text("panel_letter", spec.panelLetter);
  readAxis(keys, "x", spec.x);
  readAxis(keys, "y", spec.y);
  readAxis(keys, "y2", spec.y2);
  keys.refuseOthers("a figure");
  if (const std::string problem = problemOf(spec); !problem.empty()) throw Error(ErrorKind::Usage, problem);
  return spec;
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
