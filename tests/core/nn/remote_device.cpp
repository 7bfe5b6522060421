#include "tests/core/nn/remote_device.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/EmptyTensor.h>
#include <ATen/detail/HPUHooksInterface.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/view_native.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <sys/mman.h>
#include <torch/library.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/core/nn/remote_tape.h"

namespace skewscope::test {
namespace {

using at::Tensor;

constexpr auto kType = c10::DeviceType::HPU;
using remote::keep;
using remote::kRoom;
using remote::tape;

std::atomic<std::int64_t> reads{0};
std::atomic<double> fault{1};
std::atomic<std::size_t> room{kRoom};

std::atomic<bool> timing{false};
std::string refusal;
std::int64_t refusalAfter = 0;  ///< operations

/// Two ranges of addresses: one that may be used, and one, as far behind it as it is long, that may not. The
/// device's pointers are of the second.
class Memory final : public c10::Allocator {
 public:
  Memory()
      : begin_(static_cast<char*>(
            ::mmap(nullptr, 2 * kRoom, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))) {
    if (begin_ == MAP_FAILED || ::mprotect(begin_, kRoom, PROT_READ | PROT_WRITE) != 0)
      throw std::runtime_error("No addresses for a device's memory.");
  }

  c10::DataPtr allocate(std::size_t size) override {
    const std::lock_guard lock(mutex_);
    size = std::max<std::size_t>(512, (size + 511) / 512 * 512);
    TORCH_CHECK_WITH(OutOfMemoryError, inUse_ + size <= room, "The device's memory is full.");
    inUse_ += size;
    peak_ = std::max(peak_, inUse_);
    auto& free = free_[size];
    char* at = begin_ + used_;
    if (free.empty()) {
      used_ += size;
      if (used_ > kRoom) throw std::runtime_error("The device's addresses are used up.");
    } else {
      at = free.back();
      free.pop_back();
    }
    sizes_[at] = size;
    return {at + kRoom, at + kRoom, &Memory::release, c10::Device(kType, 0)};
  }
  /// All that has been allocated so far, and back.
  std::vector<char> contents() {
    const std::lock_guard lock(mutex_);
    return {begin_, begin_ + used_};
  }
  void restore(const std::vector<char>& contents) {
    const std::lock_guard lock(mutex_);
    std::memcpy(begin_, contents.data(), contents.size());
  }

  std::size_t peakOf(const std::function<void()>& work) {
    std::size_t before = 0;
    {
      const std::lock_guard lock(mutex_);
      before = peak_ = inUse_;
    }
    work();
    const std::lock_guard lock(mutex_);
    return peak_ - before;
  }

  c10::DeleterFnPtr raw_deleter() const override { return &Memory::release; }
  void copy_data(void* to, const void* from, std::size_t count) const override {
    std::memcpy(static_cast<char*>(to) - kRoom, static_cast<const char*>(from) - kRoom, count);
  }

  void giveBack(const std::vector<char*>& blocks) {
    const std::lock_guard lock(mutex_);
    for (char* at : blocks) reclaim(at);
  }

 private:
  static void release(void* pointer);
  void reclaim(char* at) {
    free_[sizes_.at(at)].push_back(at);
    inUse_ -= sizes_.at(at);
  }

  std::mutex mutex_;
  char* const begin_;
  std::size_t used_ = 0, inUse_ = 0, peak_ = 0;
  std::map<char*, std::size_t> sizes_;
  std::map<std::size_t, std::vector<char*>> free_;
};

Memory& memory() {
  static auto* all = new Memory;  // tensors may outlive everything
  return *all;
}

void Memory::release(void* pointer) {
  Memory& all = memory();
  const std::lock_guard lock(all.mutex_);
  char* at = static_cast<char*>(pointer) - kRoom;
  if (tape) {
    tape->freed.push_back(at);
  } else {
    all.reclaim(at);
  }
}

using Time = std::chrono::steady_clock::time_point;

/// One device with one stream, on which everything is done when it is asked for.
struct Guard final : c10::impl::NoOpDeviceGuardImpl<kType> {
  c10::Device exchangeDevice(c10::Device) const override { return {kType, 0}; }
  c10::Device getDevice() const override { return {kType, 0}; }
  c10::Stream getStream(c10::Device) const noexcept override {
    return c10::Stream(c10::Stream::DEFAULT, c10::Device(kType, 0));
  }
  c10::Stream getDefaultStream(c10::Device) const override {
    return c10::Stream(c10::Stream::DEFAULT, c10::Device(kType, 0));
  }
  c10::Stream exchangeStream(c10::Stream) const noexcept override {
    return c10::Stream(c10::Stream::DEFAULT, c10::Device(kType, 0));
  }
  void* getStreamNativeHandle(const c10::Stream) const override { return nullptr; }
  void record(void** event, const c10::Stream&, c10::DeviceIndex, c10::EventFlag flag) const override {
    if (!timing || flag != c10::EventFlag::BACKEND_DEFAULT) return;
    if (!*event) *event = new Time;
    *static_cast<Time*>(*event) = std::chrono::steady_clock::now();
  }
  void synchronizeDevice(c10::DeviceIndex) const override {}
  void block(void*, const c10::Stream&) const override {}
  bool queryEvent(void*) const override { return true; }
  void destroyEvent(void* event, c10::DeviceIndex) const noexcept override {
    delete static_cast<Time*>(event);
  }
  double elapsedTime(void* from, void* to, c10::DeviceIndex) const override {
    TORCH_CHECK(from && to, "These events tell no time.");
    return std::chrono::duration<double, std::milli>(*static_cast<Time*>(to) - *static_cast<Time*>(from))
        .count();
  }
};
C10_REGISTER_GUARD_IMPL(HPU, Guard)

/// What LibTorch's gradients ask of an accelerator.
struct Hooks final : at::HPUHooksInterface {
  explicit Hooks(at::HPUHooksArgs) {}
  bool hasHPU() const override { return true; }
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasPrimaryContext(c10::DeviceIndex) const override { return true; }
  void init() const override {}
  c10::DeviceIndex deviceCount() const override { return 1; }
  c10::DeviceIndex getCurrentDevice() const override { return 0; }
  void setCurrentDevice(c10::DeviceIndex) const override {}
  /// torch::manual_seed() seeds that of every device; nothing is drawn here.
  const at::Generator& getDefaultGenerator(c10::DeviceIndex) const override {
    return at::detail::getDefaultCPUGenerator();
  }
  c10::DeviceIndex exchangeDevice(c10::DeviceIndex) const override { return 0; }
  c10::DeviceIndex maybeExchangeDevice(c10::DeviceIndex) const override { return 0; }
};

}  // namespace

}  // namespace skewscope::test

namespace at {
namespace {
C10_REGISTER_CLASS(HPUHooksRegistry, HPUHooks, skewscope::test::Hooks)
}  // namespace
}  // namespace at

namespace skewscope::test {
namespace {

bool isRemote(const Tensor& tensor) {
  return tensor.defined() && tensor.device().type() == kType;
}

Tensor emptyLike(const Tensor& here) {
  return at::detail::empty_strided_generic(here.sizes(), here.strides(), &memory(),
                                           c10::DispatchKeySet(c10::DispatchKey::HPU), here.scalar_type());
}

/// What a recording cannot hold.
void refuseToRecord(const char* what) {
  TORCH_CHECK(tape == nullptr, "operation not permitted when stream is capturing: ", what);
}

void copyInto(const Tensor& to, const Tensor& from);

/// The result of `compute`, which is computed again when what is being recorded is replayed.
template <typename Compute>
Tensor remembered(const Compute& compute) {
  const Tensor made = compute();
  keep([compute, made] { copyInto(made, compute()); });
  return made;
}

Tensor toRemote(const Tensor& here) {
  if (!here.defined()) return here;
  const Tensor there = emptyLike(here);
  memoryOf(there).copy_(here);
  return there;
}

void copyInto(const Tensor& to, const Tensor& from) {
  if (to.defined() && from.defined() && !to.is_same(from)) memoryOf(to).copy_(memoryOf(from));
}

/// The tensors of a value on the stack.
std::vector<Tensor> tensorsOf(const c10::IValue& value) {
  if (value.isTensor()) return {value.toTensor()};
  return value.isTensorList() ? value.toTensorVector() : std::vector<Tensor>();
}

void onProcessor(const c10::OperatorHandle& op, c10::DispatchKeySet, torch::jit::Stack* stack);

/// Remembers an operation that has been done.
void remember(const c10::OperatorHandle& op, const torch::jit::Stack& arguments,
              const torch::jit::Stack& results) {
  keep([op, arguments, results] {
    torch::jit::Stack stack = arguments;
    onProcessor(op, {}, &stack);
    for (std::size_t i = 0; i < results.size(); ++i) {
      const auto before = tensorsOf(results[i]), now = tensorsOf(stack[i]);
      for (std::size_t k = 0; k < before.size(); ++k) copyInto(before[k], now[k]);
    }
  });
}

/// Runs any operation by the processor's kernel on the device's memory. What it returns is one of its
/// arguments, if it wrote there, or moves to the device.
void onProcessor(const c10::OperatorHandle& op, c10::DispatchKeySet, torch::jit::Stack* stack) {
  if (op.schema().name() == "aten::_local_scalar_dense") {
    refuseToRecord("reading a number");
    ++reads;
  }
  std::vector<std::pair<Tensor, Tensor>> lent;  // the processor's handle and the device's
  const auto lend = [&](const Tensor& tensor) {
    if (!isRemote(tensor)) return tensor;
    lent.emplace_back(memoryOf(tensor), tensor);
    return lent.back().first;
  };
  const std::size_t count = op.schema().arguments().size();
  const torch::jit::Stack arguments(stack->end() - static_cast<std::ptrdiff_t>(count), stack->end());
  for (const c10::IValue& value : arguments) {
    for (const Tensor& tensor : tensorsOf(value)) {
      if (tensor.defined() && !isRemote(tensor) && !tensor.unsafeGetTensorImpl()->is_wrapped_number())
        refuseToRecord("a tensor of the processor");
    }
  }
  for (auto value = stack->end() - static_cast<std::ptrdiff_t>(count); value != stack->end(); ++value) {
    if (value->isTensor()) {
      *value = lend(value->toTensor());
    } else if (value->isTensorList()) {
      std::vector<Tensor> tensors;
      for (const Tensor& tensor : value->toTensorVector()) tensors.push_back(lend(tensor));
      *value = tensors;
    } else if (value->isOptionalTensorList()) {
      c10::List<std::optional<Tensor>> tensors;
      for (const std::optional<Tensor>& tensor : value->toOptionalTensorList())
        tensors.push_back(tensor ? std::optional(lend(*tensor)) : std::nullopt);
      *value = tensors;
    } else if (value->isDevice()) {
      *value = c10::Device(c10::kCPU);
    }
  }
  op.redispatchBoxed(c10::DispatchKeySet(c10::DispatchKey::CPU), stack);
  const auto giveBack = [&](const Tensor& tensor) {
    for (const auto& [here, there] : lent) {
      if (!tensor.is_same(here)) continue;
      if (here.sizes() != there.sizes()) {  // an empty result that the kernel has made room for
        const Tensor fresh = toRemote(here);
        there.unsafeGetTensorImpl()->set_storage_keep_dtype(fresh.storage());
        there.unsafeGetTensorImpl()->set_sizes_and_strides(fresh.sizes(), fresh.strides());
      }
      return there;
    }
    return toRemote(tensor);
  };
  const std::size_t results = op.schema().returns().size();
  for (auto value = stack->end() - static_cast<std::ptrdiff_t>(results); value != stack->end(); ++value) {
    if (value->isTensor()) {
      *value = giveBack(value->toTensor());
    } else if (value->isTensorList()) {
      std::vector<Tensor> tensors;
      for (const Tensor& tensor : value->toTensorVector()) tensors.push_back(giveBack(tensor));
      *value = tensors;
    }
  }
  if (tape) {
    remember(op, arguments, {stack->end() - static_cast<std::ptrdiff_t>(results), stack->end()});
  }
}

Tensor empty(c10::IntArrayRef size, std::optional<c10::ScalarType> type, std::optional<c10::Layout>,
             std::optional<c10::Device>, std::optional<bool>, std::optional<c10::MemoryFormat> format) {
  return at::detail::empty_generic(size, &memory(), c10::DispatchKeySet(c10::DispatchKey::HPU),
                                   type.value_or(at::kFloat), format);
}

Tensor emptyStrided(c10::IntArrayRef size, c10::IntArrayRef stride, std::optional<c10::ScalarType> type,
                    std::optional<c10::Layout>, std::optional<c10::Device>, std::optional<bool>) {
  return at::detail::empty_strided_generic(
      size, stride, &memory(), c10::DispatchKeySet(c10::DispatchKey::HPU), type.value_or(at::kFloat));
}

Tensor copyFrom(const Tensor& from, const Tensor& to, bool) {
  if (!isRemote(to) || !isRemote(from)) refuseToRecord("a copy to or from the processor");
  if (!isRemote(to)) ++reads;
  const auto local = [](const Tensor& tensor) { return isRemote(tensor) ? memoryOf(tensor) : tensor; };
  local(to).copy_(local(from));
  keep([from, to] { copyInto(to, from); });
  return to;
}

Tensor convolution(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
                   c10::IntArrayRef stride, c10::IntArrayRef padding, c10::IntArrayRef dilation,
                   bool transposed, c10::IntArrayRef outputPadding, std::int64_t groups) {
  return remembered([=, stride = stride.vec(), padding = padding.vec(), dilation = dilation.vec(),
                     outputPadding = outputPadding.vec()] {
    const at::AutoDispatchBelowADInplaceOrView below;
    const std::optional<Tensor> added =
        bias && bias->defined() ? std::optional(memoryOf(*bias)) : std::nullopt;
    return toRemote(at::convolution(memoryOf(input), memoryOf(weight), added, stride, padding, dilation,
                                    transposed, outputPadding, groups)
                        .mul_(fault.load()));
  });
}

std::tuple<Tensor, Tensor, Tensor> convolutionBackward(const Tensor& gradient, const Tensor& input,
                                                       const Tensor& weight, c10::IntArrayRef stride,
                                                       c10::IntArrayRef padding, c10::IntArrayRef dilation,
                                                       bool transposed, c10::IntArrayRef outputPadding,
                                                       std::int64_t groups, std::array<bool, 3> wanted) {
  const auto compute = [=, stride = stride.vec(), padding = padding.vec(), dilation = dilation.vec(),
                        outputPadding = outputPadding.vec()] {
    const at::AutoDispatchBelowADInplaceOrView below;
    const std::vector<std::int64_t> bias{weight.size(0)};
    auto [forInput, forWeight, forBias] = at::convolution_backward(
        memoryOf(gradient), memoryOf(input), memoryOf(weight), at::OptionalIntArrayRef(bias), stride, padding,
        dilation, transposed, outputPadding, groups, wanted);
    return std::tuple(toRemote(forInput), toRemote(forWeight), toRemote(forBias));
  };
  const auto made = compute();
  keep([compute, made] {
    const auto now = compute();
    copyInto(std::get<0>(made), std::get<0>(now));
    copyInto(std::get<1>(made), std::get<1>(now));
    copyInto(std::get<2>(made), std::get<2>(now));
  });
  return made;
}

Tensor view(const Tensor& self, c10::IntArrayRef size) {
  return at::native::view(self, size);
}

Tensor reshapeAlias(const Tensor& self, c10::IntArrayRef size, c10::IntArrayRef stride) {
  return at::native::_reshape_alias(self, size, stride);
}

TORCH_LIBRARY_IMPL(_, HPU, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&onProcessor>());
}

TORCH_LIBRARY_IMPL(aten, HPU, library) {
  library.impl("empty.memory_format", &empty);
  library.impl("empty_strided", &emptyStrided);
  library.impl("_copy_from", &copyFrom);
  library.impl("as_strided", &at::native::as_strided_tensorimpl);
  library.impl("view", &view);
  library.impl("_reshape_alias", &reshapeAlias);
  library.impl("convolution_overrideable", &convolution);
  library.impl("convolution_backward_overrideable", &convolutionBackward);
}

}  // namespace

namespace remote {

Tape* tape = nullptr;

void keep(std::function<void()> again) {
  if (!tape) return;
  TORCH_CHECK(refusal.empty() || std::ssize(tape->operations) < refusalAfter, refusal);
  tape->operations.push_back({std::move(again), at::get_num_threads()});
}

std::vector<char> contents() {
  return memory().contents();
}

void restore(const std::vector<char>& contents) {
  memory().restore(contents);
}

void giveBack(const std::vector<char*>& blocks) {
  memory().giveBack(blocks);
}

}  // namespace remote

torch::Device remoteDevice() {
  static const bool isThere = [] {
    c10::SetAllocator(kType, &memory());
    return true;
  }();
  return isThere ? torch::Device(kType, 0) : torch::Device(torch::kCPU);
}

Tensor memoryOf(const Tensor& tensor) {
  if (tensor.numel() == 0) return torch::empty(tensor.sizes(), tensor.scalar_type());
  char* at = static_cast<char*>(tensor.unsafeGetTensorImpl()->storage().mutable_data());
  at += static_cast<std::ptrdiff_t>(tensor.storage_offset()) *
        static_cast<std::ptrdiff_t>(tensor.element_size());
  return torch::from_blob(at - kRoom, tensor.sizes(), tensor.strides(), tensor.scalar_type());
}

std::int64_t remoteReads() {
  return reads;
}

void setRemoteRefusal(const std::string& why, std::int64_t operations) {
  refusal = why;
  refusalAfter = operations;
}

void setRemoteTiming(bool tells) {
  timing = tells;
}

void setRemoteFault(double factor) {
  fault = factor;
}

std::size_t remotePeak(const std::function<void()>& work) {
  return memory().peakOf(work);
}

void setRemoteRoom(std::optional<std::size_t> bytes) {
  room = bytes.value_or(kRoom);
}

}  // namespace skewscope::test
