#pragma once

#include <string>
#include <string_view>

#include "core/report/table.h"

namespace skewscope::report {

/// Text in HTML: the characters & < > " ' escaped, control characters but line breaks and tabs left out.
std::string htmlText(std::string_view text);

/// A table as an HTML <table> for people, numbers to the right. Well-formed as XML.
std::string htmlTable(const Table& table);

}  // namespace skewscope::report
