#include "core/nn/training_views.h"

#include <c10/core/impl/VirtualGuardImpl.h>

#include <utility>

#include "core/cuda/plugin_loader.h"
#include "core/cuda/view_settings.h"

namespace skewscope::nn {
namespace {

/// Numbers of the host on a device, without waiting for what it does.
template <typename T>
torch::Tensor uploaded(std::span<const T> values, torch::ScalarType type, const torch::Device& device) {
  // from_blob takes no constant memory; nothing writes to it.
  return torch::from_blob(const_cast<T*>(values.data()), {std::ssize(values)}, type)
      .to(device, /*non_blocking=*/true);
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
  pixels_ = uploaded(std::span(images.pixels), torch::kUInt8, device_.torch);
  workspace_ = torch::empty({static_cast<std::int64_t>(cuda::kViewsWorkspace)},
                            torch::dtype(torch::kUInt8).device(device_.torch));
}

std::vector<torch::Tensor> TrainingViews::make(std::span<const std::int64_t> indices,
                                               std::span<const int> repeats, std::uint64_t seed,
                                               std::int64_t epoch) {
  if (onDevice()) return byKernel(indices, repeats, seed, epoch);
  std::vector<torch::Tensor> views;
  for (std::size_t v = 0; v < buffers_.size(); ++v) {
    const torch::Tensor view =
        repeats.empty()
            ? buffers_[v].fill(settings_, images_, indices, seed, epoch, static_cast<int>(v), parallel_)
            : buffers_[v].fill(settings_, images_, indices, seed, epoch, repeats, parallel_);
    views.push_back(view.to(device_.torch));
  }
  return views;
}

std::vector<torch::Tensor> TrainingViews::byKernel(std::span<const std::int64_t> indices,
                                                   std::span<const int> repeats, std::uint64_t seed,
                                                   std::int64_t epoch) const {
  static_assert(sizeof(int) == 4);
  const auto count = std::ssize(indices), each = std::ssize(buffers_);
  const torch::Tensor order = uploaded(indices, torch::kInt64, device_.torch);
  const torch::Tensor which =
      repeats.empty() ? torch::Tensor() : uploaded(repeats, torch::kInt32, device_.torch);
  const torch::Tensor out =
      torch::empty({each * count, images_.height, images_.width, data::ImageSet::kChannels},
                   torch::dtype(bf16_ ? torch::kBFloat16 : torch::kFloat32).device(device_.torch));
  SkewscopeViews views{};
  views.settings = cuda::packed(settings_);
  views.images = pixels_.const_data_ptr<std::uint8_t>();
  views.imageCount = images_.size();
  views.height = images_.height;
  views.width = images_.width;
  views.order = order.const_data_ptr<std::int64_t>();
  views.repeats = which.defined() ? which.const_data_ptr<std::int32_t>() : nullptr;
  views.batch = static_cast<std::int32_t>(count);
  views.views = static_cast<std::int32_t>(each);
  views.seed = seed;
  views.epoch = epoch;
  views.workspace = workspace_.data_ptr();
  views.out = out.data_ptr();
  views.outBytes = out.nbytes();
  views.type = bf16_ ? 2 : 0;
  const c10::impl::VirtualGuardImpl guard(device_.torch.type());
  const c10::Stream stream = guard.getStream(device_.torch);
  cuda::makeViews(*device_.plugin, device_.torch.index(), stream.native_handle(), views);
  std::vector<torch::Tensor> made;
  for (std::int64_t v = 0; v < each; ++v)
    made.push_back(out.narrow(0, v * count, count).permute({0, 3, 1, 2}));
  return made;
}

}  // namespace skewscope::nn
