#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/records.h"

namespace skewscope::store {

/// Most classes any data set has (ImageNet-21k: 21,841); a damaged row must not ask for all memory.
inline constexpr std::int64_t kMaxClasses = 65536;

/// Values of the classes at one epoch as the store keeps them: a list in JSON, in the order of the classes,
/// each number as short as it can be to be read again bit for bit. What is not finite is null.
std::string classValuesText(std::span<const double> values);

/// The reverse, into `values`; NaN for null. False where the text is not such a list or has more than
/// kMaxClasses values; `values` is then not defined.
bool readClassValues(std::string_view text, std::vector<double>& values);

/// Puts an epoch behind the others; classes that have no value there or before get NaN.
void append(ClassSeries& series, std::int64_t epoch, std::span<const double> values);

}  // namespace skewscope::store
