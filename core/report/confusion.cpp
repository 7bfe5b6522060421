#include "core/report/confusion.h"

#include <cmath>
#include <limits>

namespace skewscope::report {
namespace {

constexpr FigureWord kValues[] = {{static_cast<int>(ConfusionValues::Counts), "counts"},
                                  {static_cast<int>(ConfusionValues::Rows), "shares"},
                                  {static_cast<int>(ConfusionValues::Difference), "difference"}};
constexpr FigureWord kOrders[] = {{static_cast<int>(ClassOrder::Images), "images"},
                                  {static_cast<int>(ClassOrder::Index), "index"}};
constexpr FigureWord kNumbers[] = {{static_cast<int>(CellNumbers::Automatic), "automatic"},
                                   {static_cast<int>(CellNumbers::Shown), "shown"},
                                   {static_cast<int>(CellNumbers::Hidden), "none"}};
constexpr FigureWord kUnits[] = {{static_cast<int>(ShareUnit::Percent), "percent"},
                                 {static_cast<int>(ShareUnit::Share), "share"}};

}  // namespace

std::span<const FigureWord> confusionValueWords() {
  return kValues;
}
std::string_view nameOf(ConfusionValues values) {
  return nameIn(kValues, static_cast<int>(values));
}
std::span<const FigureWord> classOrders() {
  return kOrders;
}
std::string_view nameOf(ClassOrder order) {
  return nameIn(kOrders, static_cast<int>(order));
}
std::span<const FigureWord> cellNumberWords() {
  return kNumbers;
}
std::string_view nameOf(CellNumbers numbers) {
  return nameIn(kNumbers, static_cast<int>(numbers));
}
std::span<const FigureWord> shareUnits() {
  return kUnits;
}
std::string_view nameOf(ShareUnit unit) {
  return nameIn(kUnits, static_cast<int>(unit));
}

std::vector<double> confusionValues(ConfusionValues kind, const std::vector<int>& indices,
                                    const std::vector<std::int64_t>& counts,
                                    const std::vector<std::int64_t>& second) {
  const auto classes = static_cast<std::size_t>(std::llround(std::sqrt(static_cast<double>(counts.size()))));
  const auto sums = [&](const std::vector<std::int64_t>& of) {
    std::vector<std::int64_t> rows(classes, 0);
    for (std::size_t cell = 0; cell < of.size(); ++cell) rows.at(cell / classes) += of[cell];
    return rows;
  };
  const auto first = sums(counts), other = sums(second);
  const auto share = [](std::int64_t count, std::int64_t sum) {
    return sum > 0 ? static_cast<double>(count) / static_cast<double>(sum)
                   : std::numeric_limits<double>::quiet_NaN();
  };
  std::vector<double> values;
  values.reserve(indices.size() * indices.size());
  for (const int truth : indices) {
    for (const int prediction : indices) {
      const auto row = static_cast<std::size_t>(truth),
                 cell = row * classes + static_cast<std::size_t>(prediction);
      switch (kind) {
        case ConfusionValues::Counts:
          values.push_back(static_cast<double>(counts.at(cell)));
          break;
        case ConfusionValues::Rows:
          values.push_back(share(counts.at(cell), first.at(row)));
          break;
        case ConfusionValues::Difference:
          values.push_back(share(second.at(cell), other.at(row)) - share(counts.at(cell), first.at(row)));
          break;
      }
    }
  }
  return values;
}

}  // namespace skewscope::report
