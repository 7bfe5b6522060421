#include "core/learn/losses_on_device.h"

#include <initializer_list>
#include <vector>

#include "core/base/error.h"
#include "core/cuda/plugin_loader.h"
#include "core/nn/device_kernels.h"

namespace skewscope::learn {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;

constexpr const char* kWhat = "A loss cannot be computed";

cuda::ViewVectors shapeOf(const Tensor& vectors) {
  return {.images = static_cast<int>(vectors.size(0)),
          .dimension = static_cast<int>(vectors.size(1)),
          .type = *nn::kernelType(vectors.scalar_type())};
}

/// The kernels that take matrices of one shape, type and device; null where there are none.
const SkewscopeCudaPlugin* kernelsFor(std::initializer_list<Tensor> all) {
  const Tensor& first = *all.begin();
  if (first.is_cpu() || first.dim() != 2 || first.numel() == 0 || !nn::kernelType(first.scalar_type()))
    return nullptr;
  for (const Tensor& each : all) {
    if (each.device() != first.device() || each.sizes() != first.sizes() ||
        each.scalar_type() != first.scalar_type()) {
      return nullptr;
    }
  }
  return nn::deviceKernels().plugin;
}

/// What backward() is given: for each image how much its loss counts.
Tensor factorsOf(const std::vector<Tensor>& given) {
  if (torch::GradMode::is_enabled())
    throw Error(ErrorKind::Internal, "Kernels of losses cannot be differentiated twice");
  return given[0].to(torch::kFloat32).contiguous();
}

Tensor roomForLosses(const Tensor& vectors) {
  return torch::empty({vectors.size(0)}, vectors.options().dtype(torch::kFloat32));
}

template <typename Task>
void start(const Tensor& on, std::int32_t (*function)(std::int32_t, void*, const Task*, char*, std::size_t),
           const Task& task) {
  cuda::start(function, kWhat, on.device().index(), nn::nativeStream(on.device()), task);
}

const SkewscopeCudaPlugin& pluginOf(AutogradContext& context) {
  return *reinterpret_cast<const SkewscopeCudaPlugin*>(context.saved_data["plugin"].toInt());
}

class SimSiam : public torch::autograd::Function<SimSiam> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& p1, const Tensor& p2, const Tensor& z1,
                        const Tensor& z2, const SkewscopeCudaPlugin* plugin) {
    Tensor loss = roomForLosses(p1);
    cuda::SimSiamTask task = taskOf(p1, p2, z1, z2);
    task.loss = loss.data_ptr<float>();
    start(p1, plugin->simSiam, task);
    context->save_for_backward({p1, p2, z1, z2});
    context->saved_data["plugin"] = reinterpret_cast<std::int64_t>(plugin);
    return loss;
  }

  static std::vector<Tensor> backward(AutogradContext* context, const std::vector<Tensor>& given) {
    const Tensor factors = factorsOf(given);
    const auto saved = context->get_saved_variables();
    const Tensor dp1 = torch::empty_like(saved[0]), dp2 = torch::empty_like(saved[1]);
    cuda::SimSiamTask task = taskOf(saved[0], saved[1], saved[2], saved[3]);
    task.factor = factors.const_data_ptr<float>();
    task.dp1 = dp1.data_ptr();
    task.dp2 = dp2.data_ptr();
    start(saved[0], pluginOf(*context).simSiam, task);
    return {dp1, dp2, {}, {}, {}};
  }

 private:
  static cuda::SimSiamTask taskOf(const Tensor& p1, const Tensor& p2, const Tensor& z1, const Tensor& z2) {
    cuda::SimSiamTask task;
    task.shape = shapeOf(p1);
    task.p1 = p1.const_data_ptr();
    task.p2 = p2.const_data_ptr();
    task.z1 = z1.const_data_ptr();
    task.z2 = z2.const_data_ptr();
    return task;
  }
};

class NtXent : public torch::autograd::Function<NtXent> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& z1, const Tensor& z2, double temperature,
                        const SkewscopeCudaPlugin* plugin) {
    Tensor loss = roomForLosses(z1);
    cuda::NtXentTask task = taskOf(z1, z2, temperature);
    const Tensor scratch = torch::empty({plugin->ntXentScratch(&task.shape)}, loss.options());
    task.scratch = scratch.data_ptr<float>();
    task.loss = loss.data_ptr<float>();
    start(z1, plugin->ntXent, task);
    context->save_for_backward({z1, z2, scratch});
    context->saved_data["plugin"] = reinterpret_cast<std::int64_t>(plugin);
    context->saved_data["temperature"] = temperature;
    return loss;
  }

  static std::vector<Tensor> backward(AutogradContext* context, const std::vector<Tensor>& given) {
    const Tensor factors = factorsOf(given);
    const auto saved = context->get_saved_variables();
    const Tensor dz1 = torch::empty_like(saved[0]), dz2 = torch::empty_like(saved[1]);
    cuda::NtXentTask task = taskOf(saved[0], saved[1], context->saved_data["temperature"].toDouble());
    task.scratch = saved[2].data_ptr<float>();
    task.factor = factors.const_data_ptr<float>();
    task.dz1 = dz1.data_ptr();
    task.dz2 = dz2.data_ptr();
    start(saved[0], pluginOf(*context).ntXent, task);
    return {dz1, dz2, {}, {}};
  }

 private:
  static cuda::NtXentTask taskOf(const Tensor& z1, const Tensor& z2, double temperature) {
    cuda::NtXentTask task;
    task.shape = shapeOf(z1);
    task.temperature = static_cast<float>(temperature);
    task.z1 = z1.const_data_ptr();
    task.z2 = z2.const_data_ptr();
    return task;
  }
};

}  // namespace

Tensor simSiamByKernels(const Tensor& p1, const Tensor& p2, const Tensor& z1, const Tensor& z2) {
  const SkewscopeCudaPlugin* plugin = kernelsFor({p1, p2, z1, z2});
  if (!plugin) return {};
  return SimSiam::apply(p1.contiguous(), p2.contiguous(), z1.detach().contiguous(), z2.detach().contiguous(),
                        plugin);
}

Tensor ntXentByKernels(const Tensor& z1, const Tensor& z2, double temperature) {
  const SkewscopeCudaPlugin* plugin = kernelsFor({z1, z2});
  return plugin ? NtXent::apply(z1.contiguous(), z2.contiguous(), temperature, plugin) : Tensor();
}

}  // namespace skewscope::learn
