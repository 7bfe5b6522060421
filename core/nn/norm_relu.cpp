#include "core/nn/norm_relu.h"

#include <ATen/record_function.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "core/nn/device_kernels.h"
#include "core/nn/norm_kernels.h"
#include "core/nn/norm_on_device.h"
#include "core/nn/parallel.h"

namespace skewscope::nn {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;

/// Elements of the columns and of a slice of a matrix, about: long enough for the loops, small enough for
/// the cache and for several threads.
constexpr std::int64_t kColumns = 128, kSlice = 32768;

constexpr bool kForwards = false, kBackwards = true;

/// How the values of a channels_last tensor, a matrix [N H W, C], are cut into slices, which depends on its
/// shape alone: so do sums over slices in their order. Several rows side by side are taken for one where C is
/// small or odd, so that the loops run over full vectors; the last slice holds the rows that are left over.
class Slices {
 public:
  explicit Slices(const Tensor& x) : channels_(x.size(1)), rows_(x.numel() / channels_) {
    side_ = 16 / std::gcd<std::int64_t>(16, channels_);
    while (side_ * channels_ < kColumns) side_ *= 2;
    folded_ = rows_ / side_;
    height_ = std::max<std::int64_t>(kSlice / columns(), 4);
    full_ = (folded_ + height_ - 1) / height_;
  }

  struct Slice {
    std::int64_t begin;          ///< first element
    std::int64_t rows, columns;  ///< column c belongs to channel c mod C
  };

  std::int64_t rows() const { return rows_; }
  std::int64_t channels() const { return channels_; }
  /// The most columns of a slice.
  std::int64_t columns() const { return side_ * channels_; }
  std::int64_t count() const { return full_ + (rows_ % side_ != 0 ? 1 : 0); }
  Slice operator[](std::int64_t i) const {
    if (i == full_) return {folded_ * columns(), rows_ % side_, channels_};
    return {i * height_ * columns(), std::min(height_, folded_ - i * height_), columns()};
  }

  /// body(i, slice) for each slice, on LibTorch's threads, each thread from its last one to its first where
  /// `backwards`: what was written or read last is still in the cache.
  template <typename Body>
  void forEach(bool backwards, const Body& body) const {
    torchParallelFor()(count(), 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t at = backwards ? end - 1 - (i - begin) : i;
        body(at, (*this)[at]);
      }
    });
  }

 private:
  std::int64_t channels_, rows_, side_, folded_, height_, full_;
};

std::size_t sizeOf(std::int64_t count) {
  return static_cast<std::size_t>(count);
}

/// Two sums of each column of each slice.
class SliceSums {
 public:
  explicit SliceSums(const Slices& slices)
      : columns_(slices.columns()), values_(sizeOf(2 * slices.count() * columns_)) {}
  double* first(std::int64_t slice) { return values_.data() + 2 * slice * columns_; }
  double* second(std::int64_t slice) { return first(slice) + columns_; }

 private:
  std::int64_t columns_;
  std::vector<double> values_;
};

/// Numbers of each channel, repeated for the columns of a slice.
class ColumnValues {
 public:
  explicit ColumnValues(const Slices& slices)
      : channels_(sizeOf(slices.channels())), values_(sizeOf(slices.columns())) {}
  /// Sets a channel's number, rounded to float.
  void set(std::size_t channel, double value) {
    for (std::size_t c = channel; c < values_.size(); c += channels_) values_[c] = static_cast<float>(value);
  }
  const float* data() const { return values_.data(); }

 private:
  std::size_t channels_;
  std::vector<float> values_;
};

const NormLoops<float>& loopsOf(const float*) {
  return normKernels().float32;
}
const NormLoops<std::uint16_t>& loopsOf(const std::uint16_t*) {
  return normKernels().bfloat16;
}

template <typename T>
T* data(const Tensor& tensor) {
  return tensor.defined() ? static_cast<T*>(tensor.data_ptr()) : nullptr;
}

/// function(T()) with the type whose loops compute on `tensor`.
template <typename Function>
auto withType(const Tensor& tensor, const Function& function) {
  if (tensor.scalar_type() == torch::kBFloat16) return function(std::uint16_t());
  return function(float());
}

/// Mean and 1 / sqrt(variance + eps) of each channel.
struct Statistics {
  std::vector<double> mean, inverse;
};

/// Mean of each channel and sum of the squared distances from it.
struct Moments {
  std::vector<double> mean, squares;
};

template <typename T>
Moments moments(const Tensor& x) {
  const Slices slices(x);
  SliceSums sums(slices);
  const T* values = data<T>(x);
  slices.forEach(kBackwards, [&](std::int64_t i, const Slices::Slice& slice) {
    std::vector<float> scratch(sizeOf(kNormScratch * slice.columns));
    loopsOf(values).moments(values + slice.begin, slice.rows, slice.columns, scratch.data(), sums.first(i),
                            sums.second(i));
  });
  const auto channels = sizeOf(slices.channels());
  Moments joined{std::vector<double>(channels), std::vector<double>(channels)};
  std::int64_t before = 0;
  for (std::int64_t i = 0; i < slices.count(); ++i) {
    const Slices::Slice slice = slices[i];
    for (std::int64_t side = 0; side < slice.columns; side += slices.channels()) {
      const double share = static_cast<double>(slice.rows) / static_cast<double>(before + slice.rows);
      const double between = static_cast<double>(before) * share;
      const double *mean = sums.first(i) + side, *squares = sums.second(i) + side;
      for (std::size_t c = 0; c < channels; ++c) {
        const double distance = mean[c] - joined.mean[c];
        joined.mean[c] += distance * share;
        joined.squares[c] += squares[c] + distance * distance * between;
      }
      before += slice.rows;
    }
  }
  return joined;
}

/// running = (1 - momentum) running + momentum value
void follow(const Tensor& running, const std::vector<double>& values, double momentum) {
  if (!running.defined()) return;
  float* to = running.data_ptr<float>();
  for (std::size_t c = 0; c < values.size(); ++c) {
    to[c] = static_cast<float>(momentum * values[c] + (1 - momentum) * static_cast<double>(to[c]));
  }
}

/// The batch's statistics, which the running ones follow as in BatchNorm2d::forward.
Statistics batchStatistics(torch::nn::BatchNorm2dImpl& norm, const Tensor& x) {
  const torch::NoGradGuard noGrad;
  Moments found = withType(x, [&](auto type) { return moments<decltype(type)>(x); });
  const double rows = static_cast<double>(x.numel() / x.size(1));
  std::vector<double> unbiased(found.squares), inverse(found.squares);
  for (double& value : unbiased) value /= rows - 1;
  for (double& value : inverse) value = 1 / std::sqrt(value / rows + norm.options.eps());
  if (norm.num_batches_tracked.defined()) norm.num_batches_tracked += 1;
  follow(norm.running_mean, found.mean, *norm.options.momentum());
  follow(norm.running_var, unbiased, *norm.options.momentum());
  return {std::move(found.mean), std::move(inverse)};
}

Statistics runningStatistics(const torch::nn::BatchNorm2dImpl& norm) {
  const auto channels = sizeOf(norm.running_mean.numel());
  const float *mean = norm.running_mean.data_ptr<float>(), *variance = norm.running_var.data_ptr<float>();
  Statistics found{std::vector<double>(mean, mean + channels), std::vector<double>(channels)};
  for (std::size_t c = 0; c < channels; ++c) {
    found.inverse[c] = 1 / std::sqrt(static_cast<double>(variance[c]) + norm.options.eps());
  }
  return found;
}

/// scale, shift and mean of each column.
struct AffineColumns {
  AffineColumns(const Slices& slices, const Tensor& weight, const Tensor& bias, const Statistics& statistics)
      : scale(slices), shift(slices), mean(slices) {
    const float *weights = weight.data_ptr<float>(), *biases = bias.data_ptr<float>();
    for (std::size_t c = 0; c < statistics.mean.size(); ++c) {
      const double factor = static_cast<double>(weights[c]) * statistics.inverse[c];
      scale.set(c, factor);
      shift.set(c, static_cast<double>(biases[c]) - statistics.mean[c] * factor);
      mean.set(c, statistics.mean[c]);
    }
  }
  NormColumns columns() const { return {scale.data(), shift.data(), mean.data()}; }

  ColumnValues scale, shift, mean;
};

template <typename T>
void normalise(const Tensor& x, const Tensor& residual, const AffineColumns& affine, bool relu,
               const Tensor& y) {
  const T *values = data<T>(x), *others = data<T>(residual);
  T* to = data<T>(y);
  Slices(x).forEach(kForwards, [&](std::int64_t, const Slices::Slice& slice) {
    loopsOf(values).normalise(values + slice.begin, others ? others + slice.begin : nullptr, slice.rows,
                              slice.columns, affine.columns(), relu, to + slice.begin);
  });
}

struct Gradients {
  Tensor x, weight, bias;
  Tensor passed;  ///< dy where the ReLU lets it pass
};

/// What a gradient is made of. `y` is defined where the mask is made from it.
struct Saved {
  Tensor x, y, weight, bias;
  Statistics statistics;
  NormMask mask;
  bool batch;       ///< the statistics are those of x
  bool needInput;   ///< the gradient of x is asked for
  bool keepPassed;  ///< `passed` is made: it is the residual's gradient, and x's is made from it
};

template <typename T>
Gradients gradients(const Saved& saved, const Tensor& dy) {
  const Slices slices(saved.x);
  const AffineColumns affine(slices, saved.weight, saved.bias, saved.statistics);
  Gradients found;
  if (saved.keepPassed) found.passed = torch::empty_like(saved.x);
  const T *values = data<T>(saved.x), *outputs = data<T>(saved.y), *given = data<T>(dy);
  T* passed = data<T>(found.passed);
  SliceSums partial(slices);
  slices.forEach(kBackwards, [&](std::int64_t i, const Slices::Slice& slice) {
    std::vector<float> scratch(sizeOf(kNormScratch * slice.columns));
    const std::int64_t at = slice.begin;
    loopsOf(values).gradientSums(given + at, values + at, outputs ? outputs + at : nullptr, saved.mask,
                                 slice.rows, slice.columns, affine.columns(), scratch.data(),
                                 partial.first(i), partial.second(i), passed ? passed + at : nullptr);
  });
  const auto channels = sizeOf(slices.channels());
  std::vector<double> sums(channels), products(channels);
  for (std::int64_t i = 0; i < slices.count(); ++i) {
    for (std::int64_t side = 0; side < slices[i].columns; side += slices.channels()) {
      const double *first = partial.first(i) + side, *second = partial.second(i) + side;
      for (std::size_t c = 0; c < channels; ++c) {
        sums[c] += first[c];
        products[c] += second[c];
      }
    }
  }
  found.weight = torch::empty_like(saved.weight);
  found.bias = torch::empty_like(saved.bias);
  ColumnValues slope(slices), offset(slices);
  const double rows = static_cast<double>(slices.rows());
  for (std::size_t c = 0; c < channels; ++c) {
    const double inverse = saved.statistics.inverse[c];
    found.weight.data_ptr<float>()[c] = static_cast<float>(products[c] * inverse);
    found.bias.data_ptr<float>()[c] = static_cast<float>(sums[c]);
    if (!saved.batch) continue;
    const double scale = static_cast<double>(saved.weight.data_ptr<float>()[c]) * inverse;
    slope.set(c, scale * inverse * inverse * products[c] / rows);
    offset.set(c, scale * sums[c] / rows);
  }
  if (!saved.needInput) return found;
  found.x = torch::empty_like(saved.x);
  T* to = data<T>(found.x);
  const T* from = passed ? passed : given;
  slices.forEach(kForwards, [&](std::int64_t, const Slices::Slice& slice) {
    const std::int64_t at = slice.begin;
    loopsOf(values).gradient(from + at, values + at, passed ? NormMask::All : saved.mask, slice.rows,
                             slice.columns, affine.columns(), slope.data(), offset.data(), to + at);
  });
  return found;
}

/// The same by operations that can be differentiated again.
Gradients differentiableGradients(const Saved& saved, const Tensor& dy, double eps) {
  const auto perChannel = [&](const Tensor& values) {
    return values.to(torch::kFloat32).view({1, -1, 1, 1});
  };
  const std::vector<std::int64_t> others{0, 2, 3};
  const Tensor x = saved.x.to(torch::kFloat32);
  Tensor mean = perChannel(torch::tensor(saved.statistics.mean, torch::kFloat64));
  Tensor inverse = perChannel(torch::tensor(saved.statistics.inverse, torch::kFloat64));
  Tensor mask;
  // As in the loops, whose comparison lets NaN pass.
  if (saved.mask == NormMask::Output) mask = ~(saved.y <= 0);
  if (saved.mask == NormMask::Input)
    mask = ~((x - mean) * inverse * perChannel(saved.weight) + perChannel(saved.bias) <= 0);
  if (saved.batch) {
    mean = x.mean(others, true);
    inverse = ((x - mean).square().mean(others, true) + eps).rsqrt();
  }
  Gradients found;
  Tensor passed = dy.to(torch::kFloat32);
  if (mask.defined()) passed = torch::where(mask, passed, torch::zeros_like(passed));
  const Tensor normal = (x - mean) * inverse;
  found.bias = passed.sum(others);
  found.weight = (passed * normal).sum(others);
  Tensor rest = passed;
  if (saved.batch) rest = passed - passed.mean(others, true) - normal * (passed * normal).mean(others, true);
  found.x = (rest * inverse * perChannel(saved.weight)).to(saved.x.scalar_type());
  found.passed = passed.to(saved.x.scalar_type());
  return found;
}

class BatchNormFunction : public torch::autograd::Function<BatchNormFunction> {
 public:
  // The parameter list is what Function::apply() makes of its arguments.
  // NOLINTNEXTLINE(performance-unnecessary-value-param)
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& bias,
                        const std::optional<Tensor>& residual, const Statistics& statistics, double eps,
                        bool batch, Activation activation) {
    const bool relu = activation == Activation::Relu;
    const Tensor added = residual.value_or(Tensor());
    const Tensor y = torch::empty_like(x);
    const AffineColumns affine(Slices(x), weight, bias, statistics);
    withType(x, [&](auto type) { normalise<decltype(type)>(x, added, affine, relu, y); });
    // With a residual the sign before the ReLU cannot be told from x.
    context->save_for_backward({x, weight, bias, relu && added.defined() ? y : Tensor()});
    context->saved_data["mean"] = statistics.mean;
    context->saved_data["inverse"] = statistics.inverse;
    context->saved_data["eps"] = eps;
    context->saved_data["batch"] = batch;
    context->saved_data["relu"] = relu;
    context->saved_data["residual"] = added.defined();
    return y;
  }

  static std::vector<Tensor> backward(AutogradContext* context, const std::vector<Tensor>& given) {
    const auto tensors = context->get_saved_variables();
    const bool relu = context->saved_data["relu"].toBool();
    const bool residual = context->saved_data["residual"].toBool();
    const Saved saved{.x = tensors[0],
                      .y = tensors[3],
                      .weight = tensors[1],
                      .bias = tensors[2],
                      .statistics = {context->saved_data["mean"].toDoubleVector(),
                                     context->saved_data["inverse"].toDoubleVector()},
                      .mask = !relu      ? NormMask::All
                              : residual ? NormMask::Output
                                         : NormMask::Input,
                      .batch = context->saved_data["batch"].toBool(),
                      .needInput = context->needs_input_grad(0),
                      .keepPassed = relu && residual};
    Gradients found;
    if (torch::GradMode::is_enabled()) {
      found = differentiableGradients(saved, given[0], context->saved_data["eps"].toDouble());
    } else {
      const Tensor dy = given[0].to(saved.x.scalar_type()).contiguous(torch::MemoryFormat::ChannelsLast);
      found = withType(saved.x, [&](auto type) { return gradients<decltype(type)>(saved, dy); });
      if (!found.passed.defined()) found.passed = dy;
    }
    const Tensor none;
    return {found.x, found.weight, found.bias, residual ? found.passed : none, none, none, none, none};
  }
};

bool isFloat32(const Tensor& tensor) {
  return tensor.scalar_type() == torch::kFloat32 && tensor.is_cpu() && tensor.is_contiguous();
}

bool isFusable(const torch::nn::BatchNorm2dImpl& norm, const Tensor& x, const Tensor& residual) {
  if (deviceKernels().views != 1) return false;
  const auto fits = [&](const Tensor& tensor) {
    return tensor.is_cpu() && tensor.dim() == 4 && tensor.is_contiguous(torch::MemoryFormat::ChannelsLast) &&
           (tensor.scalar_type() == torch::kFloat32 || tensor.scalar_type() == torch::kBFloat16);
  };
  if (!fits(x) || x.size(1) != norm.options.num_features() || x.size(1) < 1 || x.numel() < 2 * x.size(1)) {
    return false;  // for one value per channel BatchNorm2d has its own message
  }
  if (residual.defined() &&
      (!fits(residual) || residual.sizes() != x.sizes() || residual.scalar_type() != x.scalar_type())) {
    return false;
  }
  if (!norm.weight.defined() || !isFloat32(norm.weight) || !isFloat32(norm.bias)) return false;
  for (const Tensor* running : {&norm.running_mean, &norm.running_var}) {
    if (running->defined() ? !isFloat32(*running) : !norm.is_training()) return false;
  }
  return norm.options.track_running_stats() && norm.options.momentum().has_value();
}

/// What the kernels of a device are told of a layer.
template <typename Norm>
NormLayer layerOf(const Norm& norm) {
  return {.weight = norm.weight,
          .bias = norm.bias,
          .runningMean = norm.running_mean,
          .runningVariance = norm.running_var,
          .batches = norm.num_batches_tracked,
          .eps = norm.options.eps(),
          .momentum = norm.options.momentum().value_or(0),
          .training = norm.is_training()};
}

/// By the kernels of the device; undefined where they do not take it.
template <typename Norm>
Tensor byKernels(const Norm& norm, const Tensor& x, const Tensor& residual, bool relu) {
  // Without a momentum running statistics are means over all batches; kernels follow by a momentum.
  if (!norm.options.momentum().has_value() || x.dim() < 2 || x.size(1) != norm.options.num_features())
    return {};
  return normByKernels(layerOf(norm), x, residual, relu);
}

/// norm.forward() of each view of the batch.
template <typename Norm>
Tensor byOperations(Norm& norm, const Tensor& x) {
  const std::int64_t views = deviceKernels().views;
  if (views == 1 || !norm.is_training()) return norm.forward(x);
  std::vector<Tensor> normalised;
  for (const Tensor& view : x.chunk(views)) normalised.push_back(norm.forward(view));
  return torch::cat(normalised);
}

}  // namespace

Tensor batchNorm(torch::nn::BatchNorm2dImpl& norm, const Tensor& x, const Tensor& residual,
                 Activation activation) {
  if (Tensor y = byKernels(norm, x, residual, activation == Activation::Relu); y.defined()) return y;
  if (!isFusable(norm, x, residual)) {
    Tensor y = byOperations(norm, x);
    if (residual.defined()) y = y.add_(residual);
    return activation == Activation::Relu ? y.relu_() : y;
  }
  RECORD_USER_SCOPE_WITH_INPUTS("skewscope::batch_norm", (std::vector<c10::IValue>{x, residual}));
  const bool batch = norm.is_training();
  const Statistics statistics = batch ? batchStatistics(norm, x) : runningStatistics(norm);
  return BatchNormFunction::apply(x, norm.weight, norm.bias,
                                  residual.defined() ? std::optional<Tensor>(residual) : std::nullopt,
                                  statistics, norm.options.eps(), batch, activation);
}

Tensor batchNorm(torch::nn::BatchNorm1dImpl& norm, const Tensor& x) {
  if (Tensor y = byKernels(norm, x, {}, false); y.defined()) return y;
  return byOperations(norm, x);
}

}  // namespace skewscope::nn
