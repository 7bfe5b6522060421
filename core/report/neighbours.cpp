#include "core/report/neighbours.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace skewscope::report {
namespace {

double product(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += static_cast<double>(a[k]) * static_cast<double>(b[k]);
  return sum;
}

}  // namespace

std::vector<Neighbour> nearestByCosine(std::span<const float> values, int dimensions, std::int64_t row,
                                       std::size_t count) {
  const auto width = static_cast<std::size_t>(std::max(dimensions, 1));
  const auto rows = static_cast<std::int64_t>(values.size() / width);
  if (dimensions < 1 || values.size() % width != 0 || row < 0 || row >= rows)
    throw Error(ErrorKind::Internal, "There is no such row to find the neighbours of.");
  const auto rowAt = [&](std::int64_t i) {
    return values.subspan(static_cast<std::size_t>(i) * width, width);
  };
  const auto own = rowAt(row);
  const double length = std::sqrt(product(own, own));
  std::vector<Neighbour> found;
  for (std::int64_t i = 0; i < rows && length > 0; ++i) {
    const auto other = rowAt(i);
    const double otherLength = std::sqrt(product(other, other));
    if (i == row || !(otherLength > 0)) continue;
    found.push_back({i, std::clamp(product(own, other) / (length * otherLength), -1.0, 1.0)});
  }
  const auto kept = found.begin() + static_cast<std::ptrdiff_t>(std::min(count, found.size()));
  std::ranges::partial_sort(found, kept, [](const Neighbour& a, const Neighbour& b) {
    return a.cosine != b.cosine ? a.cosine > b.cosine : a.row < b.row;
  });
  found.erase(kept, found.end());
  return found;
}

}  // namespace skewscope::report
