#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skewscope::exchange {

inline constexpr std::size_t kMostCsvBytes = std::size_t{512} << 20;  ///< of a file
inline constexpr std::size_t kMostCsvColumns = 10'000;

/// Reads comma-separated values row by row (RFC 4180: quoted fields, doubled quotes, line breaks within
/// quotes), with LF or CRLF, with or without a byte order mark. Blank lines are passed over.
class CsvReader {
 public:
  /// `text` must outlive the reader; `name` is what messages call the file.
  CsvReader(std::string_view text, std::string name);

  /// Reads the next row into `cells`; false at the end. Throws Error (Data) that names line and column for a
  /// quotation mark in the wrong place and for too many columns.
  bool next(std::vector<std::string>& cells);
  /// Line at which the last row began, counted from 1.
  std::size_t line() const { return rowLine_; }
  const std::string& name() const { return name_; }

 private:
  std::string cell(std::size_t column);
  std::string quotedCell(std::size_t column);
  [[noreturn]] void fail(std::size_t line, std::size_t column, const char* what) const;

  std::string_view text_;
  std::string name_;
  std::size_t position_ = 0, line_ = 1, rowLine_ = 1;
};

/// A whole cell as a number with a decimal point: "0.5", "+1e-3", "nan", "-inf"; blanks around it do no
/// harm. Nothing for anything else.
std::optional<double> csvNumber(std::string_view cell);
/// Whether a cell says that there is no value: blank, NA, null or None.
bool isCsvBlank(std::string_view cell);

}  // namespace skewscope::exchange
