#include "core/report/table.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace skewscope::report {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Table accuracies() {
  Table table(
      {{.key = "run", .title = "Run"},
       {.key = "n", .title = "n", .align = Align::Right},
       {.key = "accuracy", .title = "Accuracy (%)", .align = Align::Right, .decimals = 1, .scale = 100}});
  table.add({"SimCLR_r .01", std::int64_t{2478}, 0.52857});
  table.add({"twin", std::int64_t{12406}, kNaN});
  table.add({{}, {}, -0.0001});
  return table;
}

Table spreads() {
  Table table({{.key = "mode", .title = "Mode"},
               {.key = "gap",
                .title = "Gap (%)",
                .align = Align::Right,
                .decimals = 1,
                .scale = 100,
                .spread = true}});
  const std::vector three{0.25, 0.5, 0.75};
  table.add({"SL", band(three)});
  table.add({"SSL", band(std::span(three).first(1))});
  table.add({"rwSAM", Cell{}});
  return table;
}

TEST(TableText, AlignsScalesAndLeavesNaNEmpty) {
  EXPECT_EQ(accuracies().write(TableFormat::Text),
            "Run               n  Accuracy (%)\n"
            "SimCLR_r .01   2478          52.9\n"
            "twin          12406\n"
            "                              0.0\n");
}

TEST(TableText, ShowsSpreadsAndCountsCodePoints) {
  EXPECT_EQ(spreads().write(TableFormat::Text),
            "Mode       Gap (%)\n"
            "SL     50.0 ± 25.0\n"
            "SSL           25.0\n"
            "rwSAM\n");
}

TEST(TableText, OneCellIsWrittenAsInTheTable) {
  const Column ratio{.key = "r", .title = "r", .decimals = kShortest};
  EXPECT_EQ(cellText(ratio, 0.01), "0.01");
  EXPECT_EQ(cellText(ratio, 1.0), "1");
  EXPECT_EQ(cellText(ratio, 1.0 / 3), "0.333333");
  EXPECT_EQ(cellText(ratio, kNaN), "");
  const Column percent{.key = "p", .title = "p", .decimals = 1, .scale = 100, .spread = true};
  EXPECT_EQ(cellText(percent, Band{.n = 3, .mean = 0.5649, .standardDeviation = 0.006}), "56.5 ± 0.6");
  EXPECT_EQ(cellText(percent, Cell()), "");
}

TEST(TableText, NoNameBreaksALineOrSteersTheTerminal) {
  Table table(std::vector<Column>{{.key = "name", .title = "Name"}});
  table.add({"a\nb\x1b[31m\x7f"});
  EXPECT_EQ(table.write(TableFormat::Text), "Name\na b [31m\n");
}

TEST(TableCsv, KeysAsHeaderAndExactUnscaledNumbers) {
  EXPECT_EQ(accuracies().write(TableFormat::Csv),
            "run,n,accuracy\r\n"
            "SimCLR_r .01,2478,0.52857\r\n"
            "twin,12406,\r\n"
            ",,-1e-04\r\n");
}

TEST(TableCsv, SpreadsTakeThreeColumns) {
  EXPECT_EQ(spreads().write(TableFormat::Csv),
            "mode,gap,gap_sd,gap_n\r\n"
            "SL,0.5,0.25,3\r\n"
            "SSL,0.25,,1\r\n"
            "rwSAM,,,\r\n");
}

TEST(TableCsv, QuotesAsRfc4180) {
  EXPECT_EQ(csvField("plain text"), "plain text");
  EXPECT_EQ(csvField(""), "");
  EXPECT_EQ(csvField("a,b"), "\"a,b\"");
  EXPECT_EQ(csvField("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(csvField("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csvField("\r"), "\"\r\"");
  Table table({{.key = "a,b", .title = "x"}, {.key = "c", .title = "y"}});
  table.add({"1\"", "2"});
  EXPECT_EQ(table.write(TableFormat::Csv), "\"a,b\",c\r\n\"1\"\"\",2\r\n");
}

TEST(TableTsv, AsCsvWithTabsAndWithoutQuotes) {
  Table table({{"a\tb", "A"}, {"c", "C", Align::Right, 1, 100}});
  table.add({std::string("1\n\"2\""), 0.125});
  EXPECT_EQ(table.write(TableFormat::Tsv), "a b\tc\n1 \"2\"\t0.125\n");
  EXPECT_EQ(tableFormatFromText("tsv"), TableFormat::Tsv);
  EXPECT_TRUE(isForPrograms(TableFormat::Tsv));
  EXPECT_FALSE(isForPrograms(TableFormat::Latex));
}

TEST(TableCsv, NumbersReadBackAsTheSameValue) {
  for (double value : {0.1, 1.0 / 3.0, 1e-300, -2.5, 123456789.123456789, 0.0}) {
    EXPECT_EQ(std::stod(exactNumber(value)), value);
  }
  EXPECT_EQ(exactNumber(0.1), "0.1");
  EXPECT_EQ(exactNumber(0.1F), "0.1") << "in its own precision";
  EXPECT_EQ(exactNumber(kNaN), "");
  EXPECT_EQ(exactNumber(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(TableMarkdown, IsAPipeTableWithAlignment) {
  EXPECT_EQ(accuracies().write(TableFormat::Markdown),
            "| Run           |     n | Accuracy (%) |\n"
            "| ------------- | ----: | -----------: |\n"
            "| SimCLR\\_r .01 |  2478 |         52.9 |\n"
            "| twin          | 12406 |              |\n"
            "|               |       |          0.0 |\n");
}

TEST(TableMarkdown, EscapesWhatWouldBecomeMarkup) {
  Table table(std::vector<Column>{{.key = "k", .title = "T"}});
  table.add({"a|b*c`d<e"});
  EXPECT_EQ(table.write(TableFormat::Markdown),
            "| T             |\n| ------------- |\n| a\\|b\\*c\\`d\\<e |\n");
}

TEST(TableLatex, IsABooktabsTabular) {
  EXPECT_EQ(accuracies().write(TableFormat::Latex),
            "\\begin{tabular}{lrr}\n"
            "\\toprule\n"
            "Run           &     n & Accuracy (\\%) \\\\\n"
            "\\midrule\n"
            "SimCLR\\_r .01 &  2478 &          52.9 \\\\\n"
            "twin          & 12406 &               \\\\\n"
            "              &       &           0.0 \\\\\n"
            "\\bottomrule\n"
            "\\end{tabular}\n");
}

TEST(TableLatex, SpreadsAndNegativeNumbersAreMath) {
  Table table(std::vector<Column>{
      {.key = "g", .title = "G", .align = Align::Right, .decimals = 2, .scale = 1, .spread = true}});
  table.add({band(std::vector{-1.0, -2.0, -3.0})});
  table.add({-0.5});
  EXPECT_THAT(table.write(TableFormat::Latex), testing::HasSubstr("$-2.00 \\pm 1.00$ \\\\\n"));
  EXPECT_THAT(table.write(TableFormat::Latex), testing::HasSubstr("         $-0.50$ \\\\\n"));
}

TEST(TableLatex, EscapesEveryActiveCharacter) {
  EXPECT_EQ(latexText("50% & #1_a {b} $c$"), "50\\% \\& \\#1\\_a \\{b\\} \\$c\\$");
  EXPECT_EQ(latexText("\\~^"), "\\textbackslash{}\\textasciitilde{}\\textasciicircum{}");
  EXPECT_EQ(latexText("<|>"), "\\textless{}\\textbar{}\\textgreater{}");
  EXPECT_EQ(latexText("Δ ±0.0, −1.2"), "$\\Delta$ $\\pm$0.0, $-$1.2");
  EXPECT_EQ(latexText("[a]*\"b\""), "{[}a]{*}''b''");
}

TEST(TableJson, IsAnArrayOfObjects) {
  const auto json = nlohmann::json::parse(spreads().write(TableFormat::Json));
  ASSERT_EQ(json.size(), 3U);
  EXPECT_EQ(json[0]["mode"], "SL");
  EXPECT_EQ(json[0]["gap"], 0.5);
  EXPECT_EQ(json[0]["gap_n"], 3);
  EXPECT_TRUE(json[1]["gap_sd"].is_null());
  EXPECT_TRUE(json[2]["gap"].is_null());
  const auto plain = nlohmann::json::parse(accuracies().write(TableFormat::Json));
  EXPECT_EQ(plain[0]["n"], 2478);
  EXPECT_EQ(plain[0]["accuracy"], 0.52857);
  EXPECT_TRUE(plain[1]["accuracy"].is_null());
}

TEST(TableFormats, GoByName) {
  EXPECT_EQ(tableFormatFromText("text"), TableFormat::Text);
  EXPECT_EQ(tableFormatFromText("csv"), TableFormat::Csv);
  EXPECT_EQ(tableFormatFromText("markdown"), TableFormat::Markdown);
  EXPECT_EQ(tableFormatFromText("latex"), TableFormat::Latex);
  EXPECT_EQ(tableFormatFromText("json"), TableFormat::Json);
  EXPECT_THROW(tableFormatFromText("xls"), Error);
}

TEST(TableRows, MustFitTheColumns) {
  Table table({{.key = "a", .title = "A"}, {.key = "b", .title = "B"}});
  EXPECT_THROW(table.add({"only one"}), Error);
  EXPECT_THROW(table.add({"x", Band{}}), Error);
  EXPECT_THROW(Table({}), Error);
  EXPECT_TRUE(table.rows().empty());
}

TEST(TableRows, NoneIsAHeaderAlone) {
  const Table table(std::vector<Column>{{.key = "a", .title = "A"}});
  EXPECT_EQ(table.write(TableFormat::Csv), "a\r\n");
  EXPECT_EQ(table.write(TableFormat::Text), "A\n");
  EXPECT_EQ(table.write(TableFormat::Json), "[]\n");
}

}  // namespace
}  // namespace skewscope::report
