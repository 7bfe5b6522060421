#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace skewscope::report {

/// JSON on one line, in ASCII and with "<", ">" and "&" escaped (outside of its texts JSON has none of these
/// signs), so that it stands in XML as it is.
inline std::string jsonForXml(const nlohmann::json& value) {
  std::string text;
  for (const char c : value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace)) {
    if (c == '<') {
      text += "\\u003c";
    } else if (c == '>') {
      text += "\\u003e";
    } else if (c == '&') {
      text += "\\u0026";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace skewscope::report
