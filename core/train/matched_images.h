#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace skewscope::train {

/// Deals out the images of a set class by class: each image of a class once, then all of them again.
class MatchedImages {
 public:
  /// `labels`: class of each image of the set. `order`: the images in the order in which they are dealt, each
  /// once; at least one.
  MatchedImages(std::span<const std::uint16_t> labels, std::vector<std::int64_t> order);

  /// The next image of that class; of a class without images, the next one of the whole set.
  std::int64_t next(std::uint16_t label);

 private:
  struct Pool {
    std::vector<std::int64_t> images;
    std::size_t dealt = 0;
    std::int64_t next() { return images[dealt++ % images.size()]; }
  };
  std::vector<Pool> classes_;
  Pool all_;
};

}  // namespace skewscope::train
