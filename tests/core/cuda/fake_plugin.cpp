// A plug-in whose check fails with the sentence $FAKE_CHECK, and is right where that is not set, or on device
// $FAKE_CHECK_PASSES. It makes views on the processor: its "device memory" is that of the host. Where
// $FAKE_VIEWS is set it refuses to, with that sentence.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

#include "core/augment/augment.h"
#include "core/cuda/plugin.h"
#include "core/cuda/view_settings.h"

#ifndef FAKE_PLUGIN_VERSION
#define FAKE_PLUGIN_VERSION skewscope::cuda::kPluginVersion
#endif

namespace {

using namespace skewscope;

std::int32_t check(std::int32_t device, char* sentence, std::size_t size) {
  const char *text = std::getenv("FAKE_CHECK"), *passes = std::getenv("FAKE_CHECK_PASSES");
  if (!text || (passes && device == std::atoi(passes))) return 0;
  std::snprintf(sentence, size, "%s", text);
  return 1;
}

std::int32_t makeViews(std::int32_t, void*, const SkewscopeViews* views, char* sentence, std::size_t size) {
  if (const char* text = std::getenv("FAKE_VIEWS")) {
    std::snprintf(sentence, size, "%s", text);
    return 1;
  }
  data::ImageSet images;
  images.height = views->height;
  images.width = views->width;
  images.labels.assign(static_cast<std::size_t>(views->imageCount), 0);
  images.pixels.assign(views->images, views->images + images.labels.size() * images.imageBytes());
  const std::int64_t first = views->step->step * views->batch;
  if (first < 0 || first + views->batch > views->orderSize) {
    std::snprintf(sentence, size, "%s", "The fake plug-in makes no views beyond the order.");
    return 1;
  }
  const std::span order(views->order + first, static_cast<std::size_t>(views->batch));
  const std::size_t values = order.size() * images.imageBytes();
  if (views->type != 0 ||
      views->outBytes != values * sizeof(float) * static_cast<std::size_t>(views->views)) {
    std::snprintf(sentence, size, "%s", "The fake plug-in makes float32 alone, of the size asked for.");
    return 1;
  }
  for (int view = 0; view < views->views; ++view) {
    const std::vector<int> which =
        views->repeats ? std::vector<int>(views->repeats + first, views->repeats + first + views->batch)
                       : std::vector<int>(order.size(), view);
    augment::augmentBatch(
        *cuda::unpacked(views->settings), images, order, views->step->seed, views->step->epoch, which,
        serialFor(), {static_cast<float*>(views->out) + static_cast<std::size_t>(view) * values, values});
  }
  return 0;
}

}  // namespace

extern "C" const SkewscopeCudaPlugin* skewscopeCudaPlugin();
const SkewscopeCudaPlugin* skewscopeCudaPlugin() {
  static constexpr SkewscopeCudaPlugin kPlugin{
      .version = FAKE_PLUGIN_VERSION, .toolkit = 13000, .checkDevice = check, .makeViews = makeViews};
  return &kPlugin;
}
