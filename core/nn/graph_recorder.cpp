#include "core/nn/graph_recorder.h"

#include <c10/util/Exception.h>

#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/cuda/sentence.h"

namespace skewscope::nn {
namespace {

/// Calls a function of the table.
template <typename Call>
void require(const Call& call) {
  const std::string problem = cuda::sentenceOf(call);
  TORCH_CHECK(problem.empty(), problem);
}

class Graph final : public Recording {
 public:
  Graph(const SkewscopeTorchGraphs& graphs, const std::function<void()>& work, const Recording* beside)
      : graphs_(graphs) {
    const auto* other = dynamic_cast<const Graph*>(beside);
    require([&](char* text, std::size_t size) {
      return graphs_.begin(&graph_, other ? other->graph_ : nullptr, text, size);
    });
    try {
      work();
      require([&](char* text, std::size_t size) { return graphs_.end(graph_, text, size); });
    } catch (const Error& error) {
      drop();
      TORCH_CHECK(false, error.message());
    } catch (...) {
      drop();
      throw;
    }
  }
  ~Graph() override { graphs_.release(graph_); }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  void replay() override {
    require([&](char* text, std::size_t size) { return graphs_.replay(graph_, text, size); });
  }

 private:
  void drop() {
    graphs_.abandon(graph_);
    graphs_.release(graph_);
  }

  const SkewscopeTorchGraphs& graphs_;
  void* graph_ = nullptr;
};

}  // namespace

Recorder graphRecorder(std::function<const SkewscopeTorchGraphs&()> graphs) {
  return [graphs = std::move(graphs)](const std::function<void()>& work, const Recording* beside) {
    const SkewscopeTorchGraphs* table = nullptr;
    try {
      table = &graphs();
    } catch (const Error& error) {
      TORCH_CHECK(false, error.message());
    }
    return std::make_unique<Graph>(*table, work, beside);
  };
}

}  // namespace skewscope::nn
