#include "core/report/curve_options.h"

namespace skewscope::report {
namespace {

constexpr FigureWord kAxes[] = {{static_cast<int>(ProgressAxis::Epoch), "epoch"},
                                {static_cast<int>(ProgressAxis::Step), "step"},
                                {static_cast<int>(ProgressAxis::Time), "time"},
                                {static_cast<int>(ProgressAxis::Images), "images"}};
constexpr FigureWord kSpreads[] = {{static_cast<int>(Spread::StandardDeviation), "sd"},
                                   {static_cast<int>(Spread::StandardError), "se"},
                                   {static_cast<int>(Spread::Range), "min-max"},
                                   {static_cast<int>(Spread::Confidence95), "95"}};

}  // namespace

std::span<const FigureWord> progressAxes() {
  return kAxes;
}

std::string_view nameOf(ProgressAxis axis) {
  return nameIn(kAxes, static_cast<int>(axis));
}

std::span<const FigureWord> spreads() {
  return kSpreads;
}

std::string_view nameOf(Spread spread) {
  return nameIn(kSpreads, static_cast<int>(spread));
}

}  // namespace skewscope::report
