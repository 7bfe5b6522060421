#include "core/evaluate/knn.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/system.h"
#include "core/evaluate/nearest_rows.h"
#include "core/learn/full_memory.h"

namespace skewscope::evaluate {
namespace {

/// Products from which 16 bits pay, where the processor has them: 2^28 multiplications.
constexpr double kManyProducts = 0x1p28;

/// Similarities that a device has at once: 256 MiB.
constexpr std::int64_t kTileValues = std::int64_t{1} << 26;

/// The class with the largest sum of exp(similarity / temperature). Dividing all votes by the largest one
/// changes no comparison and keeps them finite at any temperature.
std::int64_t electedClass(std::span<const Neighbour> neighbours, const std::int64_t* labels, int classes,
                          double temperature) {
  const auto best = static_cast<double>(neighbours.front().similarity);
  std::vector<double> votes(static_cast<std::size_t>(classes));
  for (const auto& neighbour : neighbours) {
    const double difference = static_cast<double>(neighbour.similarity) - best;
    votes[static_cast<std::size_t>(labels[neighbour.row])] += std::exp(difference / temperature);
  }
  return std::distance(votes.begin(), std::max_element(votes.begin(), votes.end()));
}

/// The same on a device, tile by tile of queries.
torch::Tensor electedThere(const torch::Tensor& bank, const torch::Tensor& labels,
                           const torch::Tensor& queries, int classes, std::int64_t k, double temperature,
                           const torch::Device& device) {
  // Neighbours, their classes and weights are 44 bytes each, beside the 4 of every similarity.
  const std::int64_t count = queries.size(0);
  const std::int64_t rows = std::max<std::int64_t>(1, kTileValues / std::max(bank.size(0), 12 * k));
  const torch::Tensor theirs = bank.to(device).t(), classOf = labels.to(device);
  torch::Tensor elected = torch::empty({count}, torch::kInt64);
  for (std::int64_t begin = 0; begin < count; begin += rows) {
    const torch::Tensor ours = queries.narrow(0, begin, std::min(rows, count - begin)).to(device);
    const auto [similarity, row] = torch::mm(ours, theirs).topk(std::min(k, bank.size(0)), 1);
    const torch::Tensor wide = similarity.to(torch::kFloat64);
    const torch::Tensor weights = ((wide - wide.narrow(1, 0, 1)) / temperature).exp();
    const torch::Tensor votes =
        torch::zeros({ours.size(0), classes}, wide.options())
            .scatter_add(1, classOf.index_select(0, row.reshape({-1})).view_as(row), weights);
    elected.narrow(0, begin, ours.size(0)).copy_(votes.argmax(1));
  }
  return elected;
}

/// And on the processor.
torch::Tensor electedHere(const torch::Tensor& bank, const torch::Tensor& bankLabels,
                          const torch::Tensor& queries, int classes, std::int64_t k, double temperature) {
  torch::Tensor elected = torch::empty({queries.size(0)}, torch::kInt64);
  const torch::Tensor labels = bankLabels.to(torch::kCPU).contiguous();
  const auto* labelData = labels.const_data_ptr<std::int64_t>();
  auto* out = elected.data_ptr<std::int64_t>();
  const double products = static_cast<double>(bank.numel()) * static_cast<double>(queries.size(0));
  nearestRows(bank, queries, k,
              products >= kManyProducts && cpuInfo().fastBf16() ? torch::kBFloat16 : torch::kFloat32,
              [&](std::int64_t query, std::span<const Neighbour> neighbours) {
                out[query] = electedClass(neighbours, labelData, classes, temperature);
              });
  return elected;
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
                         const torch::Tensor& queries, int classes, std::int64_t k, double temperature,
                         const torch::Device& device) {
  const torch::NoGradGuard noGradients;
  check(bank, bankLabels, queries, classes, k, temperature);
  if (queries.size(0) == 0) return torch::empty({0}, torch::kInt64);
  const torch::Tensor rows = unitRows(bank), asked = unitRows(queries);
  return learn::whereThereIsRoom(device, [&](const torch::Device& where) {
    return where.is_cpu() ? electedHere(rows, bankLabels, asked, classes, k, temperature)
                          : electedThere(rows, bankLabels, asked, classes, k, temperature, where);
  });
}

}  // namespace skewscope::evaluate
