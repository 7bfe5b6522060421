#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/report/figure_spec.h"

namespace skewscope::report {

/// Where the values of a figure come from; kept in exported files.
struct FigureOrigin {
  /// A run whose values are drawn.
  struct Run {
    std::string id, name, specHash, dataDigest, engine;  ///< what is not known is empty
  };
  std::string program;  ///< "Skewscope 0.3"
  std::vector<Run> runs;
  std::string experiment, settings;  ///< UUID and settings (JSON) of the experiment behind bars
  std::string note;                  ///< what else is to be known of the values, in words
};

/// The origin, and the figure itself if there is one (`spec`), as one line of JSON that may stand in XML.
std::string originJson(const FigureOrigin& origin, const FigureSpec* spec);

// Exported files carry that line: PDF in its XMP metadata, SVG in <metadata>, PNG in a tEXt chunk.

/// XMP metadata (ISO 16684-1) for a PDF, with the title and the origin.
std::string xmpPacket(const std::string& title, const std::string& program, const std::string& origin);
/// `svg` with the origin before the end of its root element. Throws Error (Internal) if there is none.
std::string svgWithOrigin(const std::string& svg, const std::string& origin);
/// `png` with the origin after its header. Throws Error (Internal) if it is no PNG.
std::string pngWithOrigin(const std::string& png, const std::string& origin);

/// Files beyond this are not looked into.
inline constexpr std::size_t kMostFigureFile = 64 << 20;

/// The line of JSON in the bytes of an exported PDF, SVG or PNG, or of such a file after a program has passed
/// it on; empty if there is none. The bytes may come from strangers.
std::string originIn(std::string_view file);

/// The figure in an exported file, or in a file of figureFromJson()'s JSON alone. Throws Error (Usage) that
/// says why there is none. The bytes may come from strangers; nothing in them is run.
FigureSpec figureInFile(std::string_view file);

}  // namespace skewscope::report
