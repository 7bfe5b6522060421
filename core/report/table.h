#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/report/metrics.h"

namespace skewscope::report {

enum class Align { Left, Right };

/// As Column::decimals: as few digits as tell the number, six significant ones at most ("0.01").
inline constexpr int kShortest = -1;

/// One column of a table, for people (text, Markdown, LaTeX) and for programs (CSV, TSV, JSON).
struct Column {
  std::string key;    ///< for programs: "head_accuracy"
  std::string title;  ///< for people: "Accuracy (%)"
  Align align = Align::Left;
  int decimals = 1;  ///< for people: digits after the point of a real number, or kShortest
  double scale = 1;  ///< for people: real numbers are multiplied by it (100 for per cent)
  bool spread =
      false;  ///< cells are Bands: "mean ± sd" for people; columns key, key_sd and key_n for programs
};

/// A table cell: nothing, text, an integer, a real number (NaN is nothing), or a mean with its spread.
using Cell = std::variant<std::monostate, std::string, std::int64_t, double, Band>;

enum class TableFormat {
  Text,      ///< aligned columns for a terminal
  Csv,       ///< RFC 4180 (CRLF), keys as header, real numbers unscaled and exact
  Tsv,       ///< as Csv for spreadsheets: tabs, no quotes; control characters of texts become spaces
  Markdown,  ///< GitHub's pipe table
  Latex,     ///< tabular with booktabs rules (\usepackage{booktabs})
  Json,      ///< array of objects by key; nothing is null
};
/// "text", "csv", "tsv", "markdown", "latex" or "json". Throws Error (Usage) that lists these.
TableFormat tableFormatFromText(std::string_view name);

/// Whether a format is read by programs: keys and raw values instead of titles and rounded ones.
bool isForPrograms(TableFormat format);

/// A table built row by row and written in any of the formats. All text is UTF-8.
class Table {
 public:
  explicit Table(std::vector<Column> columns);

  /// Adds a row with one cell for each column. Throws Error (Internal) if the number of cells is another, or
  /// if a Band stands in a column without spread.
  void add(std::vector<Cell> row);

  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<std::vector<Cell>>& rows() const { return rows_; }

  /// The whole table, ending in a line break. Text of cells is escaped as the format needs; control
  /// characters (line breaks, terminal sequences) become spaces except in CSV and JSON, which can hold them.
  std::string write(TableFormat format) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

/// A cell as TableFormat::Text writes it: "56.5 ± 0.6", empty for nothing.
std::string cellText(const Column& column, const Cell& cell);
/// Text for a cell of a CSV file: quoted if it holds a comma, a quote or a line break, quotes doubled.
std::string csvField(std::string_view text);
/// A real number as the shortest text that reads back as the same value, "" for NaN, "inf" and "-inf".
std::string exactNumber(double value);
std::string exactNumber(float value);
/// Text in LaTeX: the characters \ { } $ & # % _ ^ ~ < > | [ * written so that they print as themselves, and
/// " as a closing quote. Needs no package.
std::string latexText(std::string_view text);

}  // namespace skewscope::report
