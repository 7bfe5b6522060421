#pragma once

#include <cstddef>
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

/// Most values of a series, 1 GiB of them: ImageNet-21k over 6,000 epochs has fewer. One damaged row of many
/// classes would make each of a million others as long.
inline constexpr std::size_t kMaxClassValues = std::size_t{1} << 27;

/// Puts an epoch behind the others; classes that have no value there or before get NaN. False, and nothing is
/// added, where the series would have more than kMaxClassValues values.
bool append(ClassSeries& series, std::int64_t epoch, std::span<const double> values);

}  // namespace skewscope::store
