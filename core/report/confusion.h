#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/report/figure_word.h"

namespace skewscope::report {

/// What the cells of a confusion matrix hold.
enum class ConfusionValues {
  Counts,     ///< test images
  Rows,       ///< shares of the true class, each row sums to 1
  Difference  ///< shares of a second run minus those of the first
};

/// Order of rows and columns.
enum class ClassOrder {
  Images,  ///< from many to few training images
  Index    ///< as the data set counts them
};

/// Whether cells have their values in digits.
enum class CellNumbers {
  Automatic,  ///< up to kMostNumbered classes, as far as they can be read
  Shown,      ///< always, in smaller type if need be
  Hidden
};

/// What shares and differences are written in.
enum class ShareUnit {
  Percent,  ///< and percentage points
  Share     ///< of 1
};

/// Classes up to which cells have numbers by themselves.
inline constexpr int kMostNumbered = 25;
inline constexpr int kMostDecimals = 6;

/// A confusion matrix as a figure shows it.
struct ConfusionOptions {
  ConfusionValues values = ConfusionValues::Rows;
  std::string metric;       ///< whose predictions; empty: the first that has a matrix
  std::int64_t epoch = -1;  ///< of the matrix, or the last one before it; -1: the last one
  ClassOrder order = ClassOrder::Images;
  CellNumbers numbers = CellNumbers::Automatic;
  ShareUnit unit = ShareUnit::Percent;
  std::optional<int> decimals;  ///< of shares, 0 to kMostDecimals; none: as many as tell something

  bool operator==(const ConfusionOptions&) const = default;
};

/// "counts", "shares", "difference".
std::span<const FigureWord> confusionValueWords();
std::string_view nameOf(ConfusionValues values);
/// "images", "index".
std::span<const FigureWord> classOrders();
std::string_view nameOf(ClassOrder order);
/// "automatic", "shown", "none".
std::span<const FigureWord> cellNumberWords();
std::string_view nameOf(CellNumbers numbers);
/// "percent", "share".
std::span<const FigureWord> shareUnits();
std::string_view nameOf(ShareUnit unit);

/// The values of a matrix from counts [truth][prediction] by class index: rows and columns in the order of
/// `indices`, row by row; NaN where a class has no test image. `second`, of the same size, is for Difference
/// alone.
std::vector<double> confusionValues(ConfusionValues kind, const std::vector<int>& indices,
                                    const std::vector<std::int64_t>& counts,
                                    const std::vector<std::int64_t>& second = {});

}  // namespace skewscope::report
