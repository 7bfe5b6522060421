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
  spec.x = {0, 100, {0, 50, 100}};
  spec.y = {std::nullopt, 0.1 + 0.2, {}};
  spec.y2 = {-1, std::nullopt, {0.5}};
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

TEST(FigureSpec, WhatIsNotKnownOrWrongIsRefusedByName) {
  expectRefused("", "JSON object");
  expectRefused("[]", "JSON object");
  expectRefused(std::string(100000, '['), "JSON object");
  expectRefused(R"({"colour": 1})", "\"colour\"");
  expectRefused(R"({"x": {"middle": 1}})", "\"middle\"");
  expectRefused(R"({"skewscope_figure": 2})", "another version");
  expectRefused(R"({"kind": "pie"})", "curves, weights, summary or experiment");
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
  expectRefused(R"({"y2": {"low": 1}})", "no axis y2");
  expectRefused(R"({"kind": "summary", "x": {"low": 1}})", "no axis x");
  expectRefused(R"({"kind": "weights", "x": {"low": 0}})", "above 0");
  expectRefused(R"({"kind": "experiment"})", "experiment's id");
  expectRefused(R"({"kind": "experiment", "experiment": "e"})", "measures");
  expectRefused(R"({"experiment": "e"})", "not both");
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
