#include "core/evaluate/knn.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/nn/parallel.h"

namespace skewscope::evaluate {
namespace {

/// Similarities held at once: 64 MiB of float32.
constexpr std::int64_t kTileValues = std::int64_t{1} << 24;

/// Rows divided by their Euclidean norm, float32. Rows of zeros, and rows with a value that is not finite,
/// become zero.
torch::Tensor normalisedRows(const torch::Tensor& features) {
  const torch::Tensor rows = features.to(torch::kCPU, torch::kFloat32).contiguous();
  // Dividing by the largest value first keeps the squares from overflowing or vanishing.
  const torch::Tensor largest = rows.abs().amax(1, true);
  const torch::Tensor usable = torch::isfinite(largest).logical_and(largest > 0);
  const torch::Tensor scaled = torch::where(usable, rows / largest, torch::zeros({}, rows.options()));
  return scaled / scaled.norm(2, 1, true).clamp_min(1.0);
}

/// The k largest similarities of a row with their bank rows. Of equal similarities the earlier rows are
/// taken.
class NearestRows {
 public:
  struct Neighbour {
    float similarity;
    std::int64_t row;
  };

  explicit NearestRows(std::int64_t k) : k_(static_cast<std::size_t>(k)) { heap_.reserve(k_); }

  void scan(const float* similarities, std::int64_t count) {
    heap_.clear();
    std::int64_t row = 0;
    for (; row < count && heap_.size() < k_; ++row) {
      heap_.push_back({similarities[row], row});
      std::push_heap(heap_.begin(), heap_.end(), nearerFirst);
    }
    // Whole blocks without a newcomer are passed over by a loop that the compiler vectorises.
    constexpr std::int64_t kBlock = 64;
    for (; row + kBlock <= count; row += kBlock) {
      const float least = heap_.front().similarity;
      int newcomers = 0;
      for (std::int64_t i = 0; i < kBlock; ++i) newcomers += similarities[row + i] > least ? 1 : 0;
      if (newcomers > 0) offer(similarities, row, row + kBlock);
    }
    offer(similarities, row, count);
  }

  const std::vector<Neighbour>& neighbours() const { return heap_; }

 private:
  /// Heap order: the worst neighbour on top; of equally similar ones the later row is worse.
  static bool nearerFirst(const Neighbour& a, const Neighbour& b) {
    return a.similarity != b.similarity ? a.similarity > b.similarity : a.row < b.row;
  }

  void offer(const float* similarities, std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
      if (!(similarities[row] > heap_.front().similarity)) continue;
      std::pop_heap(heap_.begin(), heap_.end(), nearerFirst);
      heap_.back() = {similarities[row], row};
      std::push_heap(heap_.begin(), heap_.end(), nearerFirst);
    }
  }

  std::size_t k_;
  std::vector<Neighbour> heap_;
};

/// The class with the largest sum of exp(similarity / temperature). Dividing all votes by the largest one
/// changes no comparison and keeps them finite at any temperature.
std::int64_t electedClass(const std::vector<NearestRows::Neighbour>& neighbours, const std::int64_t* labels,
                          double temperature, std::vector<double>& votes) {
  float best = neighbours.front().similarity;
  for (const auto& neighbour : neighbours) best = std::max(best, neighbour.similarity);
  std::fill(votes.begin(), votes.end(), 0.0);
  for (const auto& neighbour : neighbours) {
    const double difference = static_cast<double>(neighbour.similarity) - static_cast<double>(best);
    votes[static_cast<std::size_t>(labels[neighbour.row])] += std::exp(difference / temperature);
  }
  return std::distance(votes.begin(), std::max_element(votes.begin(), votes.end()));
}

void check(const torch::Tensor& bank, const torch::Tensor& bankLabels, const torch::Tensor& queries,
           int classes, std::int64_t k, double temperature) {
  const auto require = [](bool condition, const char* what) {
    if (!condition) throw Error(ErrorKind::Usage, std::string("kNN: ") + what);
  };
  require(bank.dim() == 2 && queries.dim() == 2 && bank.size(1) == queries.size(1),
          "bank and queries must be matrices with equally many columns.");
  require(bank.size(0) > 0 && bank.size(1) > 0, "the bank is empty.");
  require(bankLabels.dim() == 1 && bankLabels.size(0) == bank.size(0) &&
              bankLabels.scalar_type() == torch::kInt64,
          "the bank needs one int64 label for each row.");
  require(classes > 0 && bankLabels.min().item<std::int64_t>() >= 0 &&
              bankLabels.max().item<std::int64_t>() < classes,
          "a label is outside of the classes.");
  require(k >= 1, "k must be at least 1.");
  require(temperature > 0 && std::isfinite(temperature), "the temperature must be positive.");
}

}  // namespace

torch::Tensor knnPredict(const torch::Tensor& bank, const torch::Tensor& bankLabels,
                         const torch::Tensor& queries, int classes, std::int64_t k, double temperature) {
  const torch::NoGradGuard noGradients;
  check(bank, bankLabels, queries, classes, k, temperature);
  const std::int64_t bankRows = bank.size(0);
  const std::int64_t queryRows = queries.size(0);
  torch::Tensor predictions = torch::empty({queryRows}, torch::kInt64);
  if (queryRows == 0) return predictions;
  const torch::Tensor bankUnit = normalisedRows(bank);
  const torch::Tensor queryUnit = normalisedRows(queries);
  const torch::Tensor labels = bankLabels.to(torch::kCPU).contiguous();
  const auto* labelData = labels.const_data_ptr<std::int64_t>();
  auto* out = predictions.data_ptr<std::int64_t>();

  const ParallelFor parallel = nn::torchParallelFor();
  const std::int64_t tile = std::clamp<std::int64_t>(kTileValues / bankRows, 1, queryRows);
  torch::Tensor similarities = torch::empty({tile, bankRows}, torch::kFloat32);
  for (std::int64_t begin = 0; begin < queryRows; begin += tile) {
    const std::int64_t size = std::min(tile, queryRows - begin);
    torch::Tensor part = similarities.narrow(0, 0, size);
    torch::matmul_out(part, queryUnit.narrow(0, begin, size), bankUnit.t());
    const float* rows = part.const_data_ptr<float>();
    parallel(size, 1, [&](std::int64_t first, std::int64_t last) {
      NearestRows nearest(std::min(k, bankRows));
      std::vector<double> votes(static_cast<std::size_t>(classes));
      for (std::int64_t i = first; i < last; ++i) {
        nearest.scan(rows + i * bankRows, bankRows);
        out[begin + i] = electedClass(nearest.neighbours(), labelData, temperature, votes);
      }
    });
  }
  return predictions;
}

}  // namespace skewscope::evaluate
