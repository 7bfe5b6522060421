#include "core/train/matched_images.h"

#include <algorithm>
#include <utility>

namespace skewscope::train {

MatchedImages::MatchedImages(std::span<const std::uint16_t> labels, std::vector<std::int64_t> order)
    : all_{std::move(order)} {
  for (const std::int64_t image : all_.images) {
    const auto label = static_cast<std::size_t>(labels[static_cast<std::size_t>(image)]);
    classes_.resize(std::max(classes_.size(), label + 1));
    classes_[label].images.push_back(image);
  }
}

std::int64_t MatchedImages::next(std::uint16_t label) {
  const auto index = static_cast<std::size_t>(label);
  return index < classes_.size() && !classes_[index].images.empty() ? classes_[index].next() : all_.next();
}

}  // namespace skewscope::train
