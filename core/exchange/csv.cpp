#include "core/exchange/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/base/error.h"

namespace skewscope::exchange {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

CsvReader::CsvReader(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF"))
    throw Error(ErrorKind::Data, fmt::format("{} is UTF-16.", name_), "Save it as UTF-8.");
}

void CsvReader::fail(std::size_t line, std::size_t column, const char* what) const {
  throw Error(ErrorKind::Data, fmt::format("{}, line {}, column {}: {}.", name_, line, column, what),
              "Values are separated by commas, and one that holds a comma or a quotation mark stands within "
              "quotation marks, those in it doubled (RFC 4180).");
}

std::string CsvReader::quotedCell(std::size_t column) {
  const std::size_t begin = line_;
  std::string cell;
  for (++position_; position_ < text_.size(); ++position_) {
    const char c = text_[position_];
    if (c == '\n') ++line_;
    if (c != '"') {
      cell += c;
    } else if (position_ + 1 < text_.size() && text_[position_ + 1] == '"') {
      cell += '"';
      ++position_;
    } else {
      ++position_;
      const bool ends = position_ == text_.size() || text_[position_] == ',' || text_[position_] == '\n' ||
                        text_.substr(position_, 2) == "\r\n";
      if (!ends) fail(line_, column, "text follows a closing quotation mark");
      return cell;
    }
  }
  fail(begin, column, "a quotation mark is not closed");
}

std::string CsvReader::cell(std::size_t column) {
  if (position_ < text_.size() && text_[position_] == '"') return quotedCell(column);
  const std::size_t end = std::min(text_.find_first_of(",\n", position_), text_.size());
  std::string_view found = text_.substr(position_, end - position_);
  position_ = end;
  if (found.ends_with('\r') && (end == text_.size() || text_[end] == '\n')) found.remove_suffix(1);
  if (found.find('"') != std::string_view::npos) fail(line_, column, "a quotation mark within a value");
  return std::string(found);
}

bool CsvReader::next(std::vector<std::string>& cells) {
  for (;;) {
    cells.clear();
    if (position_ >= text_.size()) return false;
    rowLine_ = line_;
    const bool quoted = text_[position_] == '"';
    for (;;) {
      if (cells.size() == kMostCsvColumns) fail(line_, cells.size() + 1, "there are too many columns");
      cells.push_back(cell(cells.size() + 1));
      if (position_ >= text_.size()) break;
      if (text_.substr(position_, 2) == "\r\n") ++position_;
      if (text_[position_++] == '\n') {
        ++line_;
        break;
      }
    }
    if (cells.size() > 1 || quoted || !trimmed(cells.front()).empty()) return true;
  }
}

std::optional<double> csvNumber(std::string_view cell) {
  std::string_view text = trimmed(cell);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool isCsvBlank(std::string_view cell) {
  const std::string_view text = trimmed(cell);
  return text.empty() || text == "NA" || text == "null" || text == "None";
}

}  // namespace skewscope::exchange
