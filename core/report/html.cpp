#include "core/report/html.h"

namespace skewscope::report {

std::string htmlText(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

std::string htmlTable(const Table& table) {
  const auto cell = [](const char* tag, const Column& column, const std::string& text) {
    const char* kind = column.align == Align::Right ? " class=\"number\"" : "";
    return std::string("<") + tag + kind + ">" + htmlText(text) + "</" + tag + ">";
  };
  std::string out = "<table>\n<thead><tr>";
  for (const Column& column : table.columns()) out += cell("th", column, column.title);
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows()) {
    out += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c)
      out += cell("td", table.columns()[c], cellText(table.columns()[c], row[c]));
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table>\n";
}

}  // namespace skewscope::report
