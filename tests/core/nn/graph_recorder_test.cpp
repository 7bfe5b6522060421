#include "core/nn/graph_recorder.h"

#include <c10/util/Exception.h>
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/cuda/plugin_loader.h"
#include "core/nn/device.h"

namespace skewscope::nn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A table that remembers what is called, and fails where it is told to.
std::vector<std::string> calls;
std::string failing;
int thing = 0;
void* neighbour = nullptr;  ///< what begin() is to be told of

std::int32_t called(const char* name, char* sentence, std::size_t size) {
  calls.emplace_back(name);
  if (failing != name) return 0;
  std::snprintf(sentence, size, "%s does not work.", name);
  return 1;
}

constexpr SkewscopeTorchGraphs kTable{cuda::kGraphsVersion,
                                      [](void** graph, void* beside, char* text, std::size_t size) {
                                        EXPECT_EQ(beside, neighbour);
                                        *graph = &thing;
                                        return called("begin", text, size);
                                      },
                                      [](void* graph, char* text, std::size_t size) {
                                        EXPECT_EQ(graph, &thing);
                                        return called("end", text, size);
                                      },
                                      [](void* graph) {
                                        EXPECT_EQ(graph, &thing);
                                        calls.emplace_back("abandon");
                                      },
                                      [](void* graph, char* text, std::size_t size) {
                                        EXPECT_EQ(graph, &thing);
                                        return called("replay", text, size);
                                      },
                                      [](void* graph) {
                                        EXPECT_EQ(graph, &thing);
                                        calls.emplace_back("release");
                                      }};

struct GraphRecorder : testing::Test {
  void SetUp() override {
    calls.clear();
    failing.clear();
  }
  Recorder recorder = graphRecorder([]() -> const SkewscopeTorchGraphs& { return kTable; });

  std::string whyNot(const std::function<void()>& work) {
    try {
      recorder(work, nullptr);
    } catch (const c10::Error& error) {
      return error.what_without_backtrace();
    }
    return "It was recorded.";
  }
};

TEST_F(GraphRecorder, RecordsOnceAndReplaysAsOftenAsAsked) {
  {
    const auto recording = recorder([] { calls.emplace_back("work"); }, nullptr);
    recording->replay();
    recording->replay();
  }
  EXPECT_THAT(calls, ElementsAre("begin", "work", "end", "replay", "replay", "release"));
}

TEST_F(GraphRecorder, TakesTheMemoryOfTheOneBesideIt) {
  const auto first = recorder([] {}, nullptr);
  neighbour = &thing;
  const auto second = recorder([] {}, first.get());
  neighbour = nullptr;
}

TEST_F(GraphRecorder, EndsWhatItCannotRecord) {
  failing = "begin";
  EXPECT_EQ(whyNot([] { calls.emplace_back("work"); }), "begin does not work.");
  EXPECT_THAT(calls, ElementsAre("begin"));
  calls.clear();
  failing = "end";
  EXPECT_EQ(whyNot([] {}), "end does not work.");
  EXPECT_THAT(calls, ElementsAre("begin", "end", "abandon", "release"));
  calls.clear();
  EXPECT_THAT(whyNot([] { TORCH_CHECK(false, "The memory is full."); }), HasSubstr("The memory is full."));
  EXPECT_THAT(calls, ElementsAre("begin", "abandon", "release"));
}

TEST_F(GraphRecorder, AReplayThatFailsSaysWhy) {
  const auto recording = recorder([] {}, nullptr);
  failing = "replay";
  EXPECT_THROW(recording->replay(), c10::Error);
}

TEST_F(GraphRecorder, WithoutItsLibrarySaysSo) {
  recorder =
      graphRecorder([]() -> const SkewscopeTorchGraphs& { return cuda::loadGraphs("/no/such/graphs.so"); });
  EXPECT_THAT(whyNot([] {}), HasSubstr("The library of CUDA graphs cannot be loaded: /no/such/graphs.so"));
}

#ifdef REAL_GRAPHS
/// In a process of its own: LibTorch takes its gradients to a GPU once its CUDA library is there.
TEST_F(GraphRecorder, FindsAllThatItTakesOfLibTorchsCudaLibrary) {
  constexpr int kFound = 0, kNoTorch = 3;
  const char* folder = std::getenv("SKEWSCOPE_TEST_TORCH_CUDA");
  const auto file = (folder ? std::filesystem::path(folder) : torchFolder()) / "libtorch_cuda.so";
  bool there = true;
  const auto mayLack = [&](int status) {
    there = WEXITSTATUS(status) == kFound;
    return there || (!folder && WEXITSTATUS(status) == kNoTorch);
  };
  EXPECT_EXIT(
      {
        if (!::dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL)) std::_Exit(kNoTorch);
        std::_Exit(cuda::loadGraphs(REAL_GRAPHS).version == cuda::kGraphsVersion ? kFound : 1);
      },
      mayLack, "");
  if (!there)
    GTEST_SKIP() << "LibTorch's CUDA libraries are not there; SKEWSCOPE_TEST_TORCH_CUDA may name a folder "
                    "that has them.";
}
#endif

}  // namespace
}  // namespace skewscope::nn
