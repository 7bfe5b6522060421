#pragma once

#include <QString>
#include <string>
#include <vector>

#include "core/spec/protocols.h"

namespace skewscope::ui {

/// A protocol for people.
struct ProtocolWords {
  spec::Protocol protocol;
  QString title, help;
};

/// All protocols, in the order in which they are offered.
std::vector<ProtocolWords> protocolWords();

/// What a number is that an evaluation by a protocol has left, by the name of its metric: "Probe out of
/// domain, stl10"; empty for metrics of training.
QString evaluationName(const std::string& metric);

}  // namespace skewscope::ui
