// The threads of a block, one after the other on one thread of the process, each with a stack of its own.
#include <ucontext.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <numeric>
#include <vector>

#include "core/base/random.h"
#include "cuda_runtime.h"
#include "stream.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

dim3 threadIdx, blockIdx, blockDim, gridDim;

/// A stack, and where its owner is to go on.
struct Context {
  void* place[5];
  const void* bottom = nullptr;
  std::size_t size = 0;
};

/// Goes on where `to` left.
void leave(Context& to);
/// Goes on where `to` left, until somebody leaves for `from`. swapcontext() would ask the system for the
/// signal mask each time, and AddressSanitizer would take longjmp() for the end of the functions that are
/// left. Weak, so that the compiler concludes nothing from what it sees here about the registers that a call
/// keeps; two functions, because the builtins must not meet in one.
void jump(Context& from, Context& to);

__attribute__((weak, no_sanitize("address"))) void leave(Context& to) {
  __builtin_longjmp(to.place, 1);
}
__attribute__((weak, no_sanitize("address"))) void jump(Context& from, Context& to) {
  if (__builtin_setjmp(from.place) == 0) leave(to);
}

namespace {

constexpr unsigned kMostThreads = 1024;
constexpr std::size_t kMostMemory = 48 * 1024;  // what a launch can have without asking for more
alignas(256) unsigned char sharedMemory[kMostMemory];

/// jump() that AddressSanitizer follows.
void switchContext(Context& from, Context& to) {
#ifdef __SANITIZE_ADDRESS__
  void* frames = nullptr;
  __sanitizer_start_switch_fiber(&frames, to.bottom, to.size);
#endif
  jump(from, to);
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_finish_switch_fiber(frames, nullptr, nullptr);
#endif
}

Context scheduler;

/// A stack on which threads run, one after the other.
class Fiber {
 public:
  Fiber() : stack_(std::make_unique<unsigned char[]>(kStack)) {
    context_.bottom = stack_.get();
    context_.size = kStack;
    ucontext_t start;
    getcontext(&start);
    start.uc_stack.ss_sp = stack_.get();
    start.uc_stack.ss_size = kStack;
    start.uc_link = nullptr;
    makecontext(&start, enter, 0);
    current_ = this;
    begin(start);
  }

  /// Starts kernel() on it. Returns when it ends or waits at a barrier.
  void start(const std::function<void()>& kernel) {
    kernel_ = &kernel;
    resume();
  }
  /// Goes on behind the barrier.
  void resume() {
    current_ = this;
    switchContext(scheduler, context_);
  }
  bool isIdle() const { return kernel_ == nullptr; }
  /// Called on the fiber: back to the scheduler, until resume().
  static void wait() { switchContext(current_->context_, scheduler); }

 private:
  static constexpr std::size_t kStack = 128 * 1024;

  static void begin(ucontext_t& start) {
#ifdef __SANITIZE_ADDRESS__
    void* frames = nullptr;
    __sanitizer_start_switch_fiber(&frames, start.uc_stack.ss_sp, start.uc_stack.ss_size);
#endif
    if (__builtin_setjmp(scheduler.place) == 0) setcontext(&start);
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_finish_switch_fiber(frames, nullptr, nullptr);
#endif
  }
  static void enter() {
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_finish_switch_fiber(nullptr, &scheduler.bottom, &scheduler.size);
#endif
    for (;;) {
      wait();
      (*current_->kernel_)();
      current_->kernel_ = nullptr;
    }
  }

  static Fiber* current_;
  std::unique_ptr<unsigned char[]> stack_;
  Context context_;
  const std::function<void()>* kernel_ = nullptr;
};

Fiber* Fiber::current_ = nullptr;

/// The order of turns in the block that is run as number `number` of the process.
std::vector<std::int64_t> orderOf(unsigned threads, std::uint32_t number) {
  if (number % 3 == 2) return skewscope::permutation(threads, {0, skewscope::Purpose::Generator, number});
  std::vector<std::int64_t> order(threads);
  if (number % 3 == 0) {
    std::iota(order.begin(), order.end(), 0);
  } else {
    std::iota(order.rbegin(), order.rend(), 0);
  }
  return order;
}

/// Fibers are kept for the next block: making one is the slow part.
std::vector<std::unique_ptr<Fiber>>& fibers() {
  static std::vector<std::unique_ptr<Fiber>> all;
  return all;
}

Fiber& fiber(std::size_t number) {
  if (number == fibers().size()) fibers().push_back(std::make_unique<Fiber>());
  return *fibers()[number];
}

void runBlock(const std::function<void()>& kernel, unsigned threads) {
  static std::uint32_t number = 0;
  const auto order = orderOf(threads, number++);
  std::vector<Fiber*> waiting;
  for (const std::int64_t thread : order) {
    threadIdx.x = static_cast<unsigned>(thread);
    Fiber& own = fiber(waiting.size());  // those before it wait
    own.start(kernel);
    if (!own.isIdle()) waiting.push_back(&own);
  }
  while (!waiting.empty()) {
    if (waiting.size() != threads) {
      std::fprintf(stderr, "A barrier is reached by %zu threads of %u.\n", waiting.size(), threads);
      std::abort();
    }
    std::vector<Fiber*> again;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      threadIdx.x = static_cast<unsigned>(order[i]);
      waiting[i]->resume();
      if (!waiting[i]->isIdle()) again.push_back(waiting[i]);
    }
    waiting.swap(again);
  }
}

void runGrid(const cudaLaunchConfig_t& config, const std::function<void()>& kernel) {
  gridDim = config.gridDim;
  blockDim = config.blockDim;
  std::memset(sharedMemory, 0xff, kMostMemory);
#ifdef __SANITIZE_ADDRESS__
  ASAN_POISON_MEMORY_REGION(sharedMemory + config.dynamicSmemBytes, kMostMemory - config.dynamicSmemBytes);
#endif
  for (blockIdx.x = 0; blockIdx.x < gridDim.x; ++blockIdx.x) runBlock(kernel, blockDim.x);
#ifdef __SANITIZE_ADDRESS__
  ASAN_UNPOISON_MEMORY_REGION(sharedMemory, kMostMemory);
#endif
}

}  // namespace

void __syncthreads() {
  Fiber::wait();
}

int __syncthreads_count(int predicate) {
  static int count = 0;
  __syncthreads();  // the result of a call before this one has been read
  count = 0;
  __syncthreads();
  count += predicate != 0;
  __syncthreads();
  return count;
}

void* emulatedSharedMemory() {
  return sharedMemory;
}

cudaError_t emulateLaunch(const cudaLaunchConfig_t& config, const std::function<void()>& kernel) {
  if (config.gridDim.x < 1 || config.gridDim.x > 0x7fffffffu || config.blockDim.x < 1 ||
      config.blockDim.x > kMostThreads) {
    return cudaErrorInvalidConfiguration;
  }
  if (config.dynamicSmemBytes > kMostMemory) return cudaErrorInvalidValue;
  const auto run = [config, kernel] { runGrid(config, kernel); };
  if (config.stream && config.stream->capture) {
    config.stream->capture->work.emplace_back(run);
  } else {
    run();
  }
  return cudaSuccess;
}
