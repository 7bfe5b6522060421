#include "core/report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/error.h"

namespace skewscope::report {
namespace {

/// As few digits as read back as the same value in its own precision.
template <typename Real>
std::string shortestText(Real value) {
  if (std::isnan(value)) return "";
  char buffer[32];
  const auto result = std::to_chars(std::begin(buffer), std::end(buffer), value);
  return std::string(std::begin(buffer), result.ptr);
}

/// Text without control characters, so that no name can break a line or steer a terminal.
std::string oneLine(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return out;
}

std::string markdownText(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '<' || c == '[') out += '\\';
    out += c;
  }
  return out;
}

/// Columns on a terminal: code points, which is exact for the scripts that names are written in but for wide
/// ones.
std::size_t displayWidth(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// A number with fixed decimals, or kShortest; "" for NaN; no negative zero.
std::string fixedNumber(double value, int decimals) {
  if (std::isnan(value)) return "";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  std::string text =
      decimals == kShortest ? fmt::format("{:.6g}", value) : fmt::format("{:.{}f}", value, decimals);
  if (text.front() == '-' && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return text;
}

/// How a format for people writes the parts of a cell.
struct Style {
  std::string (*text)(std::string_view);
  std::string (*number)(const std::string& digits);
  std::string (*spread)(const std::string& mean, const std::string& deviation);
};

std::string plainNumber(const std::string& digits) {
  return digits;
}
std::string plainSpread(const std::string& mean, const std::string& deviation) {
  return mean + " ± " + deviation;
}
/// Math mode turns the hyphen into a minus sign.
std::string latexNumber(const std::string& digits) {
  return !digits.empty() && (digits.front() == '-' || digits.back() == 'f') ? "$" + digits + "$" : digits;
}
std::string latexSpread(const std::string& mean, const std::string& deviation) {
  return "$" + mean + " \\pm " + deviation + "$";
}

std::string cellText(const Column& column, const Cell& cell, const Style& style) {
  if (const auto* text = std::get_if<std::string>(&cell)) return style.text(oneLine(*text));
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return style.number(std::to_string(*integer));
  if (const auto* real = std::get_if<double>(&cell)) {
    return style.number(fixedNumber(*real * column.scale, column.decimals));
  }
  if (const auto* spread = std::get_if<Band>(&cell)) {
    const std::string mean = fixedNumber(spread->mean * column.scale, column.decimals);
    const std::string deviation =
        fixedNumber(spread->standardDeviation * std::abs(column.scale), column.decimals);
    return mean.empty() || deviation.empty() ? style.number(mean) : style.spread(mean, deviation);
  }
  return "";
}

const Style kPlain{[](std::string_view text) { return std::string(text); }, plainNumber, plainSpread};

/// Titles and cells of a table for people, all rows alike; the first row holds the titles.
std::vector<std::vector<std::string>> renderedCells(const Table& table, const Style& style) {
  std::vector<std::vector<std::string>> lines(1);
  for (const Column& column : table.columns()) lines.front().push_back(style.text(oneLine(column.title)));
  for (const auto& row : table.rows()) {
    auto& line = lines.emplace_back();
    for (std::size_t c = 0; c < row.size(); ++c) line.push_back(cellText(table.columns()[c], row[c], style));
  }
  return lines;
}

std::vector<std::size_t> columnWidths(const std::vector<std::vector<std::string>>& lines) {
  std::vector<std::size_t> widths(lines.front().size());
  for (const auto& line : lines) {
    for (std::size_t c = 0; c < line.size(); ++c) widths[c] = std::max(widths[c], displayWidth(line[c]));
  }
  return widths;
}

std::string padded(const std::string& text, std::size_t width, Align align) {
  const std::string blank(width - std::min(width, displayWidth(text)), ' ');
  return align == Align::Right ? blank + text : text + blank;
}

/// One line of padded cells between `left`, `between` and `right`.
std::string paddedLine(const Table& table, const std::vector<std::string>& line,
                       const std::vector<std::size_t>& widths, std::string_view left,
                       std::string_view between, std::string_view right) {
  std::string out(left);
  for (std::size_t c = 0; c < line.size(); ++c) {
    if (c > 0) out += between;
    out += padded(line[c], widths[c], table.columns()[c].align);
  }
  out += right;
  return out;
}

std::string writeText(const Table& table) {
  const auto lines = renderedCells(table, kPlain);
  const auto widths = columnWidths(lines);
  std::string out;
  for (const auto& line : lines) {
    std::string text = paddedLine(table, line, widths, "", "  ", "");
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  }
  return out;
}

std::string writeMarkdown(const Table& table) {
  const auto lines = renderedCells(table, {markdownText, plainNumber, plainSpread});
  auto widths = columnWidths(lines);
  for (auto& width : widths) width = std::max<std::size_t>(width, 3);
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += paddedLine(table, lines[i], widths, "| ", " | ", " |\n");
    if (i > 0) continue;
    for (std::size_t c = 0; c < widths.size(); ++c) {
      const bool right = table.columns()[c].align == Align::Right;
      out += "| " + std::string(widths[c] - (right ? 1 : 0), '-') + (right ? ": " : " ");
    }
    out += "|\n";
  }
  return out;
}

std::string writeLatex(const Table& table) {
  const auto lines = renderedCells(table, {latexText, latexNumber, latexSpread});
  const auto widths = columnWidths(lines);
  std::string out = "\\begin{tabular}{";
  for (const Column& column : table.columns()) out += column.align == Align::Right ? 'r' : 'l';
  out += "}\n\\toprule\n";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += paddedLine(table, lines[i], widths, "", " & ", " \\\\\n");
    if (i == 0) out += "\\midrule\n";
  }
  return out + "\\bottomrule\n\\end{tabular}\n";
}

/// The name-value pairs of a cell for programs: one, or three for a spread.
std::vector<std::pair<std::string, Cell>> machineFields(const Column& column, const Cell& cell) {
  if (!column.spread) return {{column.key, cell}};
  std::vector<std::pair<std::string, Cell>> fields{
      {column.key, cell}, {column.key + "_sd", Cell{}}, {column.key + "_n", Cell{}}};
  if (const auto* spread = std::get_if<Band>(&cell)) {
    fields[0].second = spread->mean;
    fields[1].second = spread->standardDeviation;
    fields[2].second = static_cast<std::int64_t>(spread->n);
  }
  return fields;
}

/// How a format for programs writes fields, which are raw.
struct Separated {
  std::string (*field)(std::string_view text);
  const char* separator;
  const char* end;
};
const Separated kCsv{csvField, ",", "\r\n"};
const Separated kTsv{oneLine, "\t", "\n"};

std::string fieldOf(const Cell& cell, const Separated& style) {
  if (const auto* text = std::get_if<std::string>(&cell)) return style.field(*text);
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&cell)) return exactNumber(*real);
  return "";
}

std::string writeSeparated(const Table& table, const Separated& style) {
  std::vector<std::string> fields;
  for (const Column& column : table.columns()) {
    for (const auto& field : machineFields(column, Cell{})) fields.push_back(style.field(field.first));
  }
  std::string out = fmt::format("{}{}", fmt::join(fields, style.separator), style.end);
  for (const auto& row : table.rows()) {
    fields.clear();
    for (std::size_t c = 0; c < row.size(); ++c) {
      for (const auto& field : machineFields(table.columns()[c], row[c]))
        fields.push_back(fieldOf(field.second, style));
    }
    out += fmt::format("{}{}", fmt::join(fields, style.separator), style.end);
  }
  return out;
}

nlohmann::ordered_json jsonCell(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return *integer;
  // JSON has no infinities.
  if (const auto* real = std::get_if<double>(&cell); real != nullptr && std::isfinite(*real)) return *real;
  return nullptr;
}

std::string writeJson(const Table& table) {
  auto array = nlohmann::ordered_json::array();
  for (const auto& row : table.rows()) {
    auto object = nlohmann::ordered_json::object();
    for (std::size_t c = 0; c < row.size(); ++c) {
      for (const auto& field : machineFields(table.columns()[c], row[c])) {
        object[field.first] = jsonCell(field.second);
      }
    }
    array.push_back(std::move(object));
  }
  return array.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

TableFormat tableFormatFromText(std::string_view name) {
  if (name == "text") return TableFormat::Text;
  if (name == "csv") return TableFormat::Csv;
  if (name == "tsv") return TableFormat::Tsv;
  if (name == "markdown") return TableFormat::Markdown;
  if (name == "latex") return TableFormat::Latex;
  if (name == "json") return TableFormat::Json;
  throw Error(ErrorKind::Usage, "Unknown table format '" + std::string(name) + "'.",
              "Use text, csv, tsv, markdown, latex or json.");
}

bool isForPrograms(TableFormat format) {
  return format == TableFormat::Csv || format == TableFormat::Tsv || format == TableFormat::Json;
}

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {
  if (columns_.empty()) throw Error(ErrorKind::Internal, "A table needs at least one column.");
}

void Table::add(std::vector<Cell> row) {
  if (row.size() != columns_.size()) {
    throw Error(ErrorKind::Internal,
                fmt::format("A row of {} cells for a table of {} columns.", row.size(), columns_.size()));
  }
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (std::holds_alternative<Band>(row[c]) && !columns_[c].spread) {
      throw Error(ErrorKind::Internal, "A spread in column '" + columns_[c].key + "', which has none.");
    }
  }
  rows_.push_back(std::move(row));
}

std::string Table::write(TableFormat format) const {
  switch (format) {
    case TableFormat::Text:
      return writeText(*this);
    case TableFormat::Csv:
      return writeSeparated(*this, kCsv);
    case TableFormat::Tsv:
      return writeSeparated(*this, kTsv);
    case TableFormat::Markdown:
      return writeMarkdown(*this);
    case TableFormat::Latex:
      return writeLatex(*this);
    case TableFormat::Json:
      return writeJson(*this);
  }
  return "";
}

std::string cellText(const Column& column, const Cell& cell) {
  return cellText(column, cell, kPlain);
}

std::string csvField(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string exactNumber(double value) {
  return shortestText(value);
}

std::string exactNumber(float value) {
  return shortestText(value);
}

std::string latexText(std::string_view text) {
  // Signs of differences; pdfTeX does not know all of them by themselves.
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> signs{
      {{"Δ", "$\\Delta$"}, {"−", "$-$"}, {"±", "$\\pm$"}}};
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto sign =
        std::ranges::find_if(signs, [&](const auto& each) { return text.substr(i).starts_with(each.first); });
    if (sign != signs.end()) {
      out += sign->second;
      i += sign->first.size() - 1;
      continue;
    }
    const char c = text[i];
    switch (c) {
      case '\\':
        out += "\\textbackslash{}";
        break;
      case '^':
        out += "\\textasciicircum{}";
        break;
      case '~':
        out += "\\textasciitilde{}";
        break;
      case '<':
        out += "\\textless{}";
        break;
      case '>':
        out += "\\textgreater{}";
        break;
      case '|':
        out += "\\textbar{}";
        break;
      case '"':
        out += "''";
        break;
      // After the \\ of the line before, [ and * would be read as its arguments.
      case '[':
        out += "{[}";
        break;
      case '*':
        out += "{*}";
        break;
      case '{':
      case '}':
      case '$':
      case '&':
      case '#':
      case '%':
      case '_':
        out += '\\';
        out += c;
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace skewscope::report
