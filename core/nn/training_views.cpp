#include "core/nn/training_views.h"

#include <array>
#include <utility>

#include "core/cuda/plugin_loader.h"
#include "core/cuda/view_settings.h"
#include "core/nn/device_kernels.h"

namespace skewscope::nn {
namespace {

/// Numbers of the host as a tensor, without a copy.
template <typename T>
torch::Tensor over(std::span<const T> values, torch::ScalarType type) {
  // from_blob takes no constant memory; nothing writes to it.
  return torch::from_blob(const_cast<T*>(values.data()), {std::ssize(values)}, type);
}

/// Numbers of the host go to a tensor of a device, which stays where it is if it is as large as before:
/// what was recorded reads it there.
template <typename T>
void upload(std::span<const T> values, torch::ScalarType type, const torch::Device& device,
            torch::Tensor& to) {
  if (!to.defined() || to.numel() != std::ssize(values))
    to = torch::empty({std::ssize(values)}, torch::dtype(type).device(device));
  to.copy_(over(values, type));
}

bool fits(const data::ImageSet& images, const Device& device) {
  return images.pixels.size() <= device.memory / 2 && images.height <= cuda::kMostViewSide &&
         images.width <= cuda::kMostViewSide;
}

}  // namespace

TrainingViews::TrainingViews(const Device& device, const augment::Settings& settings,
                             const data::ImageSet& images, int views, bool bf16, ParallelFor parallel)
    : device_(device),
      settings_(settings),
      images_(images),
      bf16_(bf16),
      parallel_(std::move(parallel)),
      buffers_(static_cast<std::size_t>(views)) {
  if (!device_.plugin || !fits(images, device_)) return;
  upload(std::span(images.pixels), torch::kUInt8, device_.torch, pixels_);
  at_ = torch::zeros({3}, torch::dtype(torch::kInt64).device(device_.torch));
}

void TrainingViews::begin(std::span<const std::int64_t> order, std::span<const int> repeats,
                          std::int64_t batch, std::uint64_t seed, std::int64_t epoch) {
  static_assert(sizeof(int) == 4 && sizeof(SkewscopeStep) == 3 * sizeof(std::int64_t));
  batch_ = batch;
  seed_ = seed;
  epoch_ = epoch;
  if (!onDevice()) {
    draws_.assign(order.begin(), order.end());
    drawnBefore_.assign(repeats.begin(), repeats.end());
    return;
  }
  upload(order, torch::kInt64, device_.torch, order_);
  if (!repeats.empty()) upload(repeats, torch::kInt32, device_.torch, repeats_);
  const std::array<std::int64_t, 3> at{static_cast<std::int64_t>(seed), epoch, 0};
  upload(std::span<const std::int64_t>(at), torch::kInt64, device_.torch, at_);
}

std::vector<torch::Tensor> TrainingViews::make(std::int64_t step) {
  if (onDevice()) {
    at_[2].fill_(step);
    return makeThere();
  }
  RECORD_USER_SCOPE("skewscope::views");  // what core/measure sees
  const auto first = static_cast<std::size_t>(step * batch_), count = static_cast<std::size_t>(batch_);
  const auto indices = std::span<const std::int64_t>(draws_).subspan(first, count);
  std::vector<torch::Tensor> views;
  for (std::size_t v = 0; v < buffers_.size(); ++v) {
    const torch::Tensor view =
        drawnBefore_.empty()
            ? buffers_[v].fill(settings_, images_, indices, seed_, epoch_, static_cast<int>(v), parallel_)
            : buffers_[v].fill(settings_, images_, indices, seed_, epoch_,
                               std::span<const int>(drawnBefore_).subspan(first, count), parallel_);
    views.push_back(view);
  }
  // Once all are made: copying waits for the device.
  for (torch::Tensor& view : views) view = view.to(device_.torch);
  return views;
}

std::vector<torch::Tensor> TrainingViews::makeThere() const {
  RECORD_USER_SCOPE("skewscope::views");
  const auto count = batch_, each = std::ssize(buffers_);
  const torch::Tensor out =
      torch::empty({each * count, images_.height, images_.width, data::ImageSet::kChannels},
                   torch::dtype(bf16_ ? torch::kBFloat16 : torch::kFloat32).device(device_.torch));
  SkewscopeViews views{};
  views.settings = cuda::packed(settings_);
  views.images = pixels_.const_data_ptr<std::uint8_t>();
  views.imageCount = images_.size();
  views.height = images_.height;
  views.width = images_.width;
  views.order = order_.const_data_ptr<std::int64_t>();
  views.repeats = repeats_.defined() ? repeats_.const_data_ptr<std::int32_t>() : nullptr;
  views.orderSize = order_.numel();
  views.batch = static_cast<std::int32_t>(count);
  views.views = static_cast<std::int32_t>(each);
  views.step = reinterpret_cast<const SkewscopeStep*>(at_.const_data_ptr<std::int64_t>());
  views.out = out.data_ptr();
  views.outBytes = out.nbytes();
  views.type = bf16_ ? 2 : 0;
  cuda::start(device_.plugin->makeViews, "Views cannot be made", device_.torch.index(),
              nativeStream(device_.torch), views);
  std::vector<torch::Tensor> made;
  for (std::int64_t v = 0; v < each; ++v)
    made.push_back(out.narrow(0, v * count, count).permute({0, 3, 1, 2}));
  return made;
}

}  // namespace skewscope::nn
