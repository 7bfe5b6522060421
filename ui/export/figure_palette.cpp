#include "ui/export/figure_palette.h"

#include <array>

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using report::FigurePalette;

/// Viridis without its yellow end, which is too light for lines on white.
const std::array<QColor, 7> kViridis{QColor(0x440154), QColor(0x482878), QColor(0x3e4a89), QColor(0x31688e),
                                     QColor(0x26828e), QColor(0x1f9e89), QColor(0x35b779)};
const std::array<QColor, 2> kGrey{QColor(0x101010), QColor(0x9c9c9c)};

QColor onRamp(FigurePalette palette, int place, int places) {
  const double position = places <= 1 ? 0.0 : static_cast<double>(place) / (places - 1);
  return palette == FigurePalette::Grey ? rampColour(kGrey, position) : rampColour(kViridis, position);
}

}  // namespace

QColor paletteClass(FigurePalette palette, int rank, int classes) {
  return palette == FigurePalette::Standard ? classColour(rank, classes, false)
                                            : onRamp(palette, rank, classes);
}

std::vector<QColor> palettePoints(FigurePalette palette) {
  switch (palette) {
    case FigurePalette::Viridis:
      return {kViridis.rbegin(), kViridis.rend()};
    case FigurePalette::Grey:
      return {kGrey.rbegin(), kGrey.rend()};
    case FigurePalette::Standard:
      break;
  }
  return {};
}

std::pair<std::vector<QColor>, std::vector<QColor>> paletteValues(FigurePalette palette, bool both) {
  const QColor nothing(Qt::white), black(0x101010), grey(0xcccccc);
  switch (palette) {
    case FigurePalette::Viridis:
      // Ends far apart in hue and alike in lightness for a difference; the whole ramp for what only grows.
      if (both) return {{nothing, QColor(0x9c5a00)}, {nothing, kViridis[1]}};
      return {{}, {nothing, kViridis[6], kViridis[4], kViridis[2], kViridis[0]}};
    case FigurePalette::Grey:
      return both ? std::pair(std::vector{grey, nothing}, std::vector{grey, black})
                  : std::pair(std::vector<QColor>(), std::vector{nothing, black});
    case FigurePalette::Standard:
      break;
  }
  return {{nothing, tokensOf(false).error}, {nothing, tokensOf(false).accent}};
}

QColor paletteRun(FigurePalette palette, int index, int count) {
  return palette == FigurePalette::Standard ? readableOn(runColour(index, false), Qt::white, 3)
                                            : onRamp(palette, index, count);
}

}  // namespace skewscope::ui
