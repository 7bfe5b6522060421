#include "core/exchange/csv.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/core/base/expect_error.h"

namespace skewscope::exchange {
namespace {

using testing::ElementsAre;

using Rows = std::vector<std::vector<std::string>>;

Rows rowsOf(const std::string& text) {
  CsvReader reader(text, "a.csv");
  Rows rows;
  for (std::vector<std::string> row; reader.next(row);) rows.push_back(row);
  return rows;
}

TEST(Csv, FieldsRowsAndLineEnds) {
  EXPECT_EQ(rowsOf("a,b\n1,2"), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(rowsOf("\xEF\xBB\xBF"
                   "a,b\r\n1,2\r\n"),
            (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(rowsOf("a,\n,"), (Rows{{"a", ""}, {"", ""}}));
  EXPECT_EQ(rowsOf("\n  \na\n\n"), (Rows{{"a"}}));
  EXPECT_EQ(rowsOf(""), Rows{});
}

TEST(Csv, QuotedFields) {
  EXPECT_EQ(rowsOf("\"a, \"\"b\"\"\",\"line\r\nbreak\"\r\n\"\",x\n\"\""),
            (Rows{{"a, \"b\"", "line\r\nbreak"}, {"", "x"}, {""}}));
  test::expectError(ErrorKind::Data, "a.csv, line 2, column 2", [] { rowsOf("a,b\n1,\"open\n"); });
  test::expectError(ErrorKind::Data, "a.csv, line 2, column 1", [] { rowsOf("a\n\"x\"y\n"); });
  test::expectError(ErrorKind::Data, "a.csv, line 1, column 2", [] { rowsOf("a,b\"c\n"); });
  test::expectError(ErrorKind::Data, "UTF-16", [] { rowsOf("\xFF\xFE"); });
  test::expectError(ErrorKind::Data, "too many columns", [] { rowsOf(std::string(kMostCsvColumns, ',')); });
}

TEST(Csv, LinesAreCountedWithinQuotesToo) {
  const std::string text = "a\n\"x\ny\"\nb\n";
  CsvReader reader(text, "a.csv");
  std::vector<std::size_t> lines;
  for (std::vector<std::string> row; reader.next(row);) lines.push_back(reader.line());
  EXPECT_THAT(lines, ElementsAre(1, 2, 4));
}

TEST(Csv, Numbers) {
  EXPECT_EQ(csvNumber("0.5"), 0.5);
  EXPECT_EQ(csvNumber(" +1e-3\t"), 0.001);
  EXPECT_TRUE(std::isnan(csvNumber("NaN").value()));
  EXPECT_TRUE(std::isinf(csvNumber("-inf").value()));
  for (const char* none : {"", "1,5", "63.2%", "1 000", "0x10", "+-1", "++1", "one", "1.5.2"})
    EXPECT_FALSE(csvNumber(none)) << none;
  for (const char* blank : {"", "  ", "NA", "null", "None"}) EXPECT_TRUE(isCsvBlank(blank)) << blank;
  EXPECT_FALSE(isCsvBlank("0"));
}

}  // namespace
}  // namespace skewscope::exchange
