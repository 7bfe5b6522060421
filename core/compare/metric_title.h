#pragma once

#include <string>

namespace skewscope::compare {

/// What a metric of the store is called in a table for people: "Linear probe", "Fine-tuned, stl10"; the name
/// itself for one that this version does not know. Shares are shown in per cent (store::isShare()); the title
/// does not say so.
std::string metricTitle(const std::string& metric);

}  // namespace skewscope::compare
