#pragma once

#include <string>
#include <vector>

#include "core/report/table.h"

namespace skewscope::report {

/// A table as people see it, without its layout: the titles, then a line for each row, cells between bars.
inline std::vector<std::string> tableLines(const Table& table) {
  std::vector<std::string> lines(1);
  for (const Column& column : table.columns()) lines[0] += (lines[0].empty() ? "" : "|") + column.title;
  for (const auto& row : table.rows()) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c)
      line += (c == 0 ? "" : "|") + cellText(table.columns()[c], row[c]);
    lines.push_back(line);
  }
  return lines;
}

}  // namespace skewscope::report
