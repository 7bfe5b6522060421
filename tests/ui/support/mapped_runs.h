#pragma once

#include <filesystem>
#include <string>

#include "core/data/datasets.h"
#include "core/store/store.h"

namespace skewscope::ui {

/// The embedded images, loaded once for a test program.
const data::Dataset& shapesForTests();

/// What is written of a run with a feature map.
struct Mapped {
  std::string name = "mapped";
  std::string digest{};      ///< of other data than the embedded images; empty: theirs
  bool map = true;           ///< with a feature map
  bool weights = false;      ///< rwSAM with a mean weight of each class
  bool checkpoint = true;    ///< done with a checkpoint, which is no file
  std::size_t images = 300;  ///< in the map, the first ones of the test set
  double turn = 0;           ///< of the circle on which the classes lie, in radians
};

/// Writes a supervised (or rwSAM) run of three epochs on the embedded images whose map has each class around
/// a place of its own on a circle, and which takes every seventh image for the next class. Returns its id.
std::string addMappedRun(store::Store& store, const Mapped& mapped);

/// Whether addMappedRun()'s runs take a test image for the next class instead of its own.
inline bool isMistaken(std::int64_t image) {
  return image % 7 == 3;
}

}  // namespace skewscope::ui
