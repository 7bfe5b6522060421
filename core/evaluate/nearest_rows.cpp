#include "core/evaluate/nearest_rows.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <vector>

#include "core/nn/parallel.h"

namespace skewscope::evaluate {
namespace {

/// Rows of queries and of the bank in one matrix product, whose result stays in the cache.
constexpr std::int64_t kTile = 1024;

/// Largest relative error of rounding to bfloat16, with room for a unit that does not round to the nearest.
constexpr float kBf16Rounding = 0x1p-8F;

/// Four floats in a register of any processor: the order of sums must not depend on what a compiler makes of
/// a loop.
using Lanes = float __attribute__((vector_size(16)));

Lanes lanesAt(const float* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

/// Dot product as sixteen sums side by side, in an order that depends on `dimensions` alone.
float dot(const float* a, const float* b, std::int64_t dimensions) {
  Lanes first{}, second{}, third{}, fourth{};
  std::int64_t d = 0;
  for (; d + 16 <= dimensions; d += 16) {
    first += lanesAt(a + d) * lanesAt(b + d);
    second += lanesAt(a + d + 4) * lanesAt(b + d + 4);
    third += lanesAt(a + d + 8) * lanesAt(b + d + 8);
    fourth += lanesAt(a + d + 12) * lanesAt(b + d + 12);
  }
  const Lanes four = (first + second) + (third + fourth);
  float sum = (four[0] + four[1]) + (four[2] + four[3]);
  for (; d < dimensions; ++d) sum += a[d] * b[d];
  return sum;
}

/// The rows that may be among the k nearest of one query, in ascending order.
class Candidates {
 public:
  struct Row {
    float lower, upper;  ///< bounds of its similarity
    std::int64_t row;
  };

  explicit Candidates(std::int64_t k) : k_(static_cast<std::size_t>(k)) { clear(); }

  /// A row whose upper bound is less than this has k that are nearer.
  float least() const { return least_; }

  void add(const Row& row) {
    if (rows_.size() == room_) {
      prune();
      room_ = std::max(room_, 2 * rows_.size());
    }
    rows_.push_back(row);
  }

  /// Drops what has k that are nearer.
  void prune() {
    if (rows_.size() < k_) return;
    lowers_.clear();
    for (const Row& row : rows_) lowers_.push_back(row.lower);
    const auto last = lowers_.begin() + static_cast<std::ptrdiff_t>(k_) - 1;
    std::nth_element(lowers_.begin(), last, lowers_.end(), std::greater<>());
    least_ = *last;
    std::erase_if(rows_, [&](const Row& row) { return row.upper < least_; });
  }

  void clear() {
    rows_.clear();
    room_ = std::max<std::size_t>(4 * k_, 64);
    least_ = -std::numeric_limits<float>::infinity();
  }

  const std::vector<Row>& rows() const { return rows_; }

 private:
  std::size_t k_, room_ = 0;  ///< rows before they are pruned
  float least_ = 0;
  std::vector<Row> rows_;
  std::vector<float> lowers_;
};

/// Rows x as they go into the product: less the mean of the bank, which features have in common, because
/// rounding errors grow with the lengths of what is multiplied.
struct Centred {
  torch::Tensor rows;     ///< x - mean in the product's precision
  torch::Tensor offset;   ///< float32 [n], what is added to the product for each row
  torch::Tensor length;   ///< float32 [n], of `rows`, rounded up
  torch::Tensor rounded;  ///< float32 [n], length of what rounding to that precision took away, rounded up

  Centred(const torch::Tensor& x, const torch::Tensor& mean, torch::ScalarType product)
      : rows(torch::empty(x.sizes(), product)),
        offset(torch::empty({x.size(0)})),
        length(torch::empty({x.size(0)})),
        rounded(torch::empty({x.size(0)})) {
    constexpr double kUp = 1.001;
    for (std::int64_t begin = 0; begin < x.size(0); begin += kTile) {
      const std::int64_t size = std::min(kTile, x.size(0) - begin);
      const torch::Tensor centred = x.narrow(0, begin, size) - mean;
      torch::Tensor part = rows.narrow(0, begin, size);
      part.copy_(centred);
      const torch::Tensor there = part.to(torch::kFloat32);
      offset.narrow(0, begin, size).copy_(torch::mv(centred, mean));
      length.narrow(0, begin, size).copy_(there.norm(2, 1).mul_(kUp));
      rounded.narrow(0, begin, size).copy_((centred - there).norm(2, 1).mul_(kUp));
    }
  }
};

float value(float x) {
  return x;
}
float value(const c10::BFloat16& x) {
  return static_cast<float>(x);
}

/// nearestRows() with products of type T.
template <typename T>
class Search {
 public:
  Search(const torch::Tensor& bank, const torch::Tensor& queries, std::int64_t k, torch::ScalarType product)
      : bank_(bank),
        queries_(queries),
        k_(k),
        rounding_(product == torch::kBFloat16 ? kBf16Rounding : 0.0F),
        mean_(bank.mean(0)),
        theirs_(bank, mean_, product),
        ours_(queries, mean_, product),
        shift_(torch::dot(mean_, mean_).item<float>()) {}

  template <typename Found>
  void run(const Found& found) {
    const std::int64_t count = queries_.size(0);
    std::vector<Query> block(static_cast<std::size_t>(std::min(kTile, count)), Query{Candidates(k_), {}});
    torch::Tensor products =
        torch::empty({std::ssize(block) * std::min(kTile, bank_.size(0))}, theirs_.rows.options());
    for (std::int64_t first = 0; first < count; first += kTile) {
      const std::int64_t height = std::min(kTile, count - first);
      const auto forQueries = [&](const auto& body) {
        parallel_(height, 1, [&](std::int64_t from, std::int64_t to) {
          for (std::int64_t i = from; i < to; ++i) body(first + i, block[static_cast<std::size_t>(i)]);
        });
      };
      forTiles([&](std::int64_t begin, std::int64_t size) {
        torch::Tensor tile = products.narrow(0, 0, height * size).view({height, size});
        torch::mm_out(tile, ours_.rows.narrow(0, first, height), theirs_.rows.narrow(0, begin, size).t());
        const Reach reach = reachOf(begin, size);
        forQueries([&](std::int64_t query, Query& of) {
          scan(tile.const_data_ptr<T>() + (query - first) * size, query, begin, size, reach, of.candidates);
        });
      });
      forQueries([&](std::int64_t, Query& of) { of.candidates.prune(); });
      // Again tile by tile: these rows are then in the cache for all queries.
      forTiles([&](std::int64_t begin, std::int64_t size) {
        forQueries([&](std::int64_t query, Query& of) { measure(query, begin + size, of); });
      });
      forQueries([&](std::int64_t query, Query& of) {
        const auto nearest = of.measured.begin() + k_;
        std::partial_sort(of.measured.begin(), nearest, of.measured.end(), isNearer);
        found(query, std::span<const Neighbour>(of.measured.begin(), nearest));
        of.candidates.clear();
        of.measured.clear();
      });
    }
  }

 private:
  struct Query {
    Candidates candidates;
    std::vector<Neighbour> measured;  ///< the first of the candidates, with their similarities
  };

  static bool isNearer(const Neighbour& a, const Neighbour& b) {
    return a.similarity != b.similarity ? a.similarity > b.similarity : a.row < b.row;
  }

  template <typename Body>
  void forTiles(const Body& body) const {
    for (std::int64_t begin = 0; begin < bank_.size(0); begin += kTile) {
      body(begin, std::min(kTile, bank_.size(0) - begin));
    }
  }

  /// The largest lengths of some rows of the bank.
  struct Reach {
    float length, rounded;
  };
  Reach reachOf(std::int64_t begin, std::int64_t size) const {
    return {theirs_.length.narrow(0, begin, size).max().item<float>(),
            theirs_.rounded.narrow(0, begin, size).max().item<float>()};
  }

  /// Adds what may be near among `size` rows of the bank from `begin` on, whose products are given.
  void scan(const T* products, std::int64_t query, std::int64_t begin, std::int64_t size, const Reach& reach,
            Candidates& candidates) const {
    const float length = ours_.length.const_data_ptr<float>()[query];
    const float rounded = ours_.rounded.const_data_ptr<float>()[query];
    // (q + dq) (b + db) - q b by Cauchy and Schwarz, and every sum of float32 that takes part, with vectors
    // of a length of at most 2.
    const float error = rounded * (reach.length + reach.rounded) + length * reach.rounded +
                        static_cast<float>(8 * bank_.size(1) + 64) * 0x1p-24F;
    const float shift = ours_.offset.const_data_ptr<float>()[query] + shift_;
    const float* offsets = theirs_.offset.const_data_ptr<float>() + begin;
    // Block by block, first in a loop that the compiler vectorises: most blocks hold no candidate.
    constexpr std::int64_t kBlock = 64;
    float upper[kBlock];  // bounds, but for `shift` and `error`
    for (std::int64_t block = 0; block < size; block += kBlock) {
      const std::int64_t count = std::min(kBlock, size - block);
      const T* values = products + block;
      const float* added = offsets + block;
      const auto bound = [&](std::int64_t i) {
        const float product = value(values[i]);
        return product + std::abs(product) * rounding_ + added[i];
      };
      float least = candidates.least() - shift - error;
      int near = 0;
      if (count == kBlock) {
        for (std::int64_t i = 0; i < kBlock; ++i) {
          upper[i] = bound(i);
          near += upper[i] >= least ? 1 : 0;
        }
      } else {
        for (std::int64_t i = 0; i < count; ++i) upper[i] = bound(i);
        near = 1;
      }
      if (near == 0) continue;
      for (std::int64_t i = 0; i < count; ++i) {
        if (upper[i] < least) continue;
        const float most = upper[i] + shift + error;
        candidates.add(
            {most - 2 * (error + std::abs(value(values[i])) * rounding_), most, begin + block + i});
        least = candidates.least() - shift - error;
      }
    }
  }

  /// Similarities of the candidates up to row `end` of the bank that have none yet.
  void measure(std::int64_t query, std::int64_t end, Query& of) const {
    const std::int64_t dimensions = bank_.size(1);
    const float* values = queries_.const_data_ptr<float>() + query * dimensions;
    const auto& rows = of.candidates.rows();
    while (of.measured.size() < rows.size() && rows[of.measured.size()].row < end) {
      const std::int64_t row = rows[of.measured.size()].row;
      of.measured.push_back({dot(values, bank_.const_data_ptr<float>() + row * dimensions, dimensions), row});
    }
  }

  const torch::Tensor bank_, queries_;
  const std::int64_t k_;
  const float rounding_;
  const torch::Tensor mean_;
  const Centred theirs_, ours_;
  const float shift_;
  const ParallelFor parallel_ = nn::torchParallelFor();
};

}  // namespace

torch::Tensor unitRows(const torch::Tensor& features) {
  const torch::Tensor unit = torch::empty(features.sizes(), torch::kFloat32);
  const torch::Tensor zero = torch::zeros({}, torch::kFloat32);
  // Part by part, so that what lies between the steps stays in the cache.
  for (std::int64_t begin = 0; begin < features.size(0); begin += kTile) {
    const std::int64_t size = std::min(kTile, features.size(0) - begin);
    const torch::Tensor rows = features.narrow(0, begin, size).to(torch::kCPU, torch::kFloat32).contiguous();
    // Dividing by the largest value first keeps the squares from overflowing or vanishing.
    const torch::Tensor largest = rows.abs().amax(1, true);
    const torch::Tensor usable = torch::isfinite(largest).logical_and(largest > 0);
    const torch::Tensor scaled = torch::where(usable, rows / largest, zero);
    unit.narrow(0, begin, size).copy_(scaled.div(scaled.norm(2, 1, true).clamp_min(1.0)));
  }
  return unit;
}

void nearestRows(const torch::Tensor& bank, const torch::Tensor& queries, std::int64_t k,
                 torch::ScalarType product,
                 const std::function<void(std::int64_t query, std::span<const Neighbour>)>& found) {
  const torch::NoGradGuard noGradients;
  const std::int64_t most = std::min(k, bank.size(0));
  if (product == torch::kBFloat16) {
    Search<c10::BFloat16>(bank, queries, most, product).run(found);
  } else {
    Search<float>(bank, queries, most, product).run(found);
  }
}

}  // namespace skewscope::evaluate
