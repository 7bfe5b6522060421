#include "core/report/figure_spec.h"

#include <gtest/gtest.h>

#include <string>

#include "core/base/error.h"

namespace skewscope::report {
namespace {

FigureSpec everything() {
  FigureSpec spec;
  spec.kind = FigureKind::Curves;
  spec.runs = {"2f1c0d9e-8a7b-4c6d-9e0f-112233445566", "other"};
  spec.runColours = {"#0a1b2c", ""};
  spec.view = "loss";
  spec.hiddenClasses = {0, 3, 7};
  spec.curves = {ProgressAxis::Images, true, true, 0.1 + 0.2, Spread::Confidence95, true};
  spec.title = "Größe < 1 & \"more\"";
  spec.withTitle = false;
  spec.widthMm = 174;
  spec.heightMm = 61.5;
  spec.font = "Latin Modern Roman";
  spec.fontPt = 9;
  spec.linePt = 0.75;
  spec.dpi = 600;
  spec.paper = false;
  spec.palette = FigurePalette::Grey;
  spec.legend = FigureLegend::Bottom;
  spec.panelLetter = "(b)";
  spec.x = {1, 100, {10, 50, 100}};
  spec.y = {std::nullopt, 0.1 + 0.2, {}};
  spec.y2 = {0.01, std::nullopt, {0.5}};
  return spec;
}

void expectRefused(const std::string& json, const std::string& part) {
  try {
    figureFromJson(json);
    ADD_FAILURE() << json;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
    EXPECT_NE(error.message().find(part), std::string::npos) << error.message();
  }
}

TEST(FigureSpec, IsWrittenAndReadWhole) {
  const FigureSpec spec = everything();
  ASSERT_EQ(problemOf(spec), "");
  const std::string text = toJson(spec);
  EXPECT_EQ(figureFromJson(text), spec);
  EXPECT_EQ(toJson(figureFromJson(text)), text);
  for (const char sign : {'<', '>', '&', '\n'}) EXPECT_EQ(text.find(sign), std::string::npos) << sign;
  for (const char c : text) EXPECT_TRUE(c >= ' ' && c < 127);
  FigureSpec bars;
  bars.kind = FigureKind::Experiment;
  bars.experiment = "id";
  bars.measures = {"relative_gap"};
  EXPECT_EQ(figureFromJson(toJson(bars)), bars);
}

TEST(FigureSpec, WhatIsLeftOutIsUsual) {
  EXPECT_EQ(figureFromJson("{}"), FigureSpec());
  EXPECT_EQ(figureFromJson(R"({"width_mm": 100, "y": {"high": 50}})").y.high, 50);
}

TEST(FigureSpec, CurvesHaveOptions) {
  EXPECT_EQ(toJson(FigureSpec()).find("smoothing"), std::string::npos) << "as before there were any";
  for (const FigureWord& word : spreads()) {
    const auto read = figureFromJson("{\"band\": \"" + std::string(word.name) + "\"}");
    EXPECT_EQ(read.curves.band, static_cast<Spread>(word.value));
    EXPECT_EQ(figureFromJson(toJson(read)), read);
  }
  for (const FigureWord& word : progressAxes()) {
    const auto read = figureFromJson("{\"x_axis\": \"" + std::string(word.name) + "\"}");
    EXPECT_EQ(read.curves.x, static_cast<ProgressAxis>(word.value));
    EXPECT_EQ(nameOf(read.curves.x), word.name);
  }
  FigureSpec weights = figureFromJson(R"({"kind": "weights", "smoothing": 0.5})");
  EXPECT_EQ(weights.curves.smoothing, 0.5) << "kept, though of no use";
  EXPECT_FALSE(hasLogY(figureFromJson("{}")));
  EXPECT_TRUE(hasLogY(weights));
}

TEST(FigureSpec, GapsAndClassesHaveViewsOfTheirOwn) {
  FigureSpec gap = figureFromJson(R"({"kind": "gap", "view": "images", "band": "se"})");
  gap.measures = {"probe_accuracy", "ood_probe_stl10"};
  gap.y2.low = 1;
  EXPECT_EQ(viewOf(gap), "images");
  EXPECT_EQ(figureFromJson(toJson(gap)), gap);
  EXPECT_EQ(viewOf(figureFromJson(R"({"kind": "gap"})")), "ratio");
  const FigureSpec classes =
      figureFromJson(R"({"kind": "classes", "view": "bars", "best_epoch": true, "measures": ["m"]})");
  EXPECT_TRUE(classes.bestEpoch);
  EXPECT_EQ(figureFromJson(toJson(classes)), classes);
  EXPECT_FALSE(hasX(classes));
  EXPECT_TRUE(hasLogX(figureFromJson(R"({"kind": "classes"})")));
  EXPECT_EQ(viewOf(figureFromJson(R"({"kind": "summary"})")), "");
}

TEST(FigureSpec, AConfusionMatrixHasOptions) {
  FigureSpec spec;
  spec.kind = FigureKind::Confusion;
  spec.runs = {"a", "b"};
  spec.confusion = {ConfusionValues::Difference, "probe_accuracy", 12, ClassOrder::Index,
                    CellNumbers::Shown,          ShareUnit::Share, 3};
  ASSERT_EQ(problemOf(spec), "");
  EXPECT_EQ(figureFromJson(toJson(spec)), spec);
  EXPECT_FALSE(hasX(spec) || hasY(spec) || hasY2(spec));
  EXPECT_EQ(toJson(FigureSpec()).find("decimals"), std::string::npos);
  for (const FigureWord& word : cellNumberWords()) {
    const auto read = figureFromJson("{\"numbers\": \"" + std::string(word.name) + "\"}");
    EXPECT_EQ(nameOf(read.confusion.numbers), word.name);
  }
  expectRefused(R"({"kind": "confusion", "runs": ["a"], "values": "difference"})", "two runs");
  EXPECT_EQ(figureFromJson(R"({"values": "difference"})").kind, FigureKind::Curves)
      << "kept, though of no use";
  expectRefused(R"({"values": "colours"})", "counts, shares or difference");
  expectRefused(R"({"class_order": "name"})", "images or index");
  expectRefused(R"({"unit": "permille"})", "percent or share");
  expectRefused(R"({"numbers": true})", "\"numbers\"");
  expectRefused(R"({"metric": "a\nb"})", "metric");
  expectRefused(R"({"epoch": -2})", "epoch");
  expectRefused(R"({"epoch": 1.5})", "\"epoch\"");
  expectRefused(R"({"epoch": 18446744073709551615})", "\"epoch\"");
  expectRefused(R"({"decimals": 7})", "decimals");
  expectRefused(R"({"decimals": -4294967296})", "decimals");
  expectRefused(R"({"decimals": "2"})", "\"decimals\"");
  expectRefused(R"({"kind": "confusion", "y": {"low": 0}})", "no axis y");
}

TEST(FigureSpec, AMapHasAProjectionColoursAndAnAccuracy) {
  FigureSpec spec;
  spec.kind = FigureKind::Map;
  spec.runs = {"a", "b"};
  spec.view = "components";
  spec.colouring = MapColouring::Correct;
  spec.measures = {"probe_accuracy"};
  ASSERT_EQ(problemOf(spec), "");
  EXPECT_EQ(figureFromJson(toJson(spec)), spec);
  EXPECT_EQ(viewOf(spec), "components");
  EXPECT_EQ(viewOf(figureFromJson(R"({"kind": "map"})")), "tsne");
  EXPECT_FALSE(hasX(spec) || hasY(spec) || hasY2(spec));
  EXPECT_EQ(toJson(FigureSpec()).find("colouring"), std::string::npos) << "as before there were any";
  for (const FigureWord& word : mapColourings()) {
    const auto read =
        figureFromJson("{\"kind\": \"map\", \"colouring\": \"" + std::string(word.name) + "\"}");
    EXPECT_EQ(nameOf(read.colouring), word.name);
    EXPECT_EQ(figureFromJson(toJson(read)), read);
  }
  EXPECT_EQ(figureFromJson(R"({"colouring": "weights"})").kind, FigureKind::Curves)
      << "kept, though of no use";
  expectRefused(R"({"colouring": "size"})", "classes, correct or weights");
  expectRefused(R"({"colouring": 1})", "\"colouring\"");
  expectRefused(R"({"kind": "map", "view": "umap"})", "tsne or components");
  expectRefused(R"({"view": "tsne"})", "per-class, groups, overall or loss");
  expectRefused(R"({"kind": "map", "measures": ["a", "b"]})", "up to 1");
  expectRefused(R"({"kind": "map", "experiment": "e"})", "not both");
  expectRefused(R"({"kind": "map", "x": {"low": 0}})", "no axis x");
  expectRefused(R"({"kind": "map", "y": {"high": 1}})", "no axis y");
}

TEST(FigureSpec, WhatIsNotKnownOrWrongIsRefusedByName) {
  expectRefused("", "JSON object");
  expectRefused("[]", "JSON object");
  expectRefused(std::string(100000, '['), "JSON object");
  expectRefused(R"({"colour": 1})", "\"colour\"");
  expectRefused(R"({"x": {"middle": 1}})", "\"middle\"");
  expectRefused(R"({"skewscope_figure": 2})", "another version");
  expectRefused(R"({"kind": "pie"})", "curves, weights, summary, experiment, gap, classes, confusion or map");
  expectRefused(R"({"kind": 3})", "\"kind\"");
  expectRefused(R"({"view": "sideways"})", "per-class, groups, overall or loss");
  expectRefused(R"({"legend": "left"})", "\"legend\"");
  expectRefused(R"({"palette": "rainbow"})", "\"palette\"");
  expectRefused(R"({"width_mm": "wide"})", "\"width_mm\"");
  expectRefused(R"({"width_mm": 2001})", "2000 mm");
  expectRefused(R"({"height_mm": 1e999})", "JSON object");
  expectRefused(R"({"font_pt": 0})", "type size");
  expectRefused(R"({"line_pt": -1})", "Lines");
  expectRefused(R"({"dpi": 1e6})", "resolution");
  expectRefused(R"({"panel_letter": "ab"})", "one letter");
  expectRefused(R"({"title": "a\nb"})", "title");
  expectRefused("{\"title\": \"" + std::string(201, 'a') + "\"}", "title");
  expectRefused(R"({"runs": ["a"], "run_colours": ["red"]})", "#rrggbb");
  expectRefused(R"({"runs": ["a"], "run_colours": ["", ""]})", "as many colours");
  expectRefused(R"({"runs": [1]})", "\"runs\"");
  expectRefused(R"({"runs": [""]})", "plain text");
  expectRefused(R"({"hidden_classes": [3, 1]})", "ascending");
  expectRefused(R"({"hidden_classes": [-1]})", "\"hidden_classes\"");
  expectRefused(R"({"hidden_classes": [99999999999]})", "\"hidden_classes\"");
  expectRefused(R"({"x": {"low": 2, "high": 2}})", "Axis x");
  expectRefused(R"({"y": {"ticks": [1, 1]}})", "ascending");
  expectRefused(R"({"y": {"low": 1e300}})", "1e12");
  expectRefused(R"({"x_axis": "years"})", "epoch, step, time or images");
  expectRefused(R"({"log_x": 1})", "\"log_x\"");
  expectRefused(R"({"band": ""})", "sd, se, min-max or 95");
  expectRefused(R"({"band": null})", "\"band\"");
  for (const char* factor : {"1", "-0.1", "1e300"})
    expectRefused(R"({"smoothing": )" + std::string(factor) + "}", "smoothing must be");
  expectRefused(R"({"smoothing": "0.9"})", "\"smoothing\"");
  expectRefused(R"({"log_y": true, "y": {"low": 0}})", "above 0");
  expectRefused(R"({"log_x": true, "x": {"ticks": [0, 1]}})", "above 0");
  expectRefused(R"({"view": "loss", "log_y": true, "y2": {"low": -1}})", "axis y2");
  expectRefused(R"({"y2": {"low": 1}})", "no axis y2");
  expectRefused(R"({"kind": "summary", "x": {"low": 1}})", "no axis x");
  expectRefused(R"({"kind": "weights", "x": {"low": 0}})", "above 0");
  expectRefused(R"({"kind": "experiment"})", "experiment's id");
  expectRefused(R"({"kind": "experiment", "experiment": "e"})", "measures");
  expectRefused(R"({"experiment": "e"})", "not both");
  expectRefused(R"({"measures": ["knn_accuracy"]})", "not both");
  expectRefused(R"({"kind": "gap", "experiment": "e"})", "not both");
  expectRefused(R"({"kind": "gap", "measures": ["a", "b", "c"]})", "up to 2");
  expectRefused(R"({"kind": "classes", "measures": ["a", "b"]})", "up to 1");
  expectRefused(R"({"kind": "gap", "view": "bars"})", "ratio or images");
  expectRefused(R"({"kind": "gap", "x": {"low": 0}})", "above 0");
  expectRefused(R"({"kind": "classes", "view": "bars", "x": {"low": 1}})", "no axis x");
  expectRefused(R"({"kind": "classes", "best_epoch": 1})", "\"best_epoch\"");
  std::string many = "{\"runs\": [";
  for (int k = 0; k < 600; ++k) many += k == 0 ? "\"r\"" : ",\"r\"";
  expectRefused(many + "]}", "\"runs\"");
  expectRefused(std::string(2 << 20, ' '), "1 MiB");
}

TEST(FigureSpec, PanelsAreLettered) {
  EXPECT_EQ(panelLetter("a", 0), "a");
  EXPECT_EQ(panelLetter("(a)", 2), "(c)");
  EXPECT_EQ(panelLetter("Y.", 5), "Z.");
  EXPECT_EQ(panelLetter("", 3), "");
}

}  // namespace
}  // namespace skewscope::report
