#include "core/report/tsne.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/base/error.h"

namespace skewscope::report {
namespace {

constexpr std::size_t kLanes = 8;         ///< points whose repulsion is summed at once
constexpr double kStartDeviation = 1e-4;  ///< of the first component at the start
constexpr double kLeastLearningRate = 50;
constexpr double kLeastGain = 0.01;

double squaredDistance(std::span<const double> points, std::size_t dimensions, std::size_t a, std::size_t b) {
  double sum = 0;
  for (std::size_t k = 0; k < dimensions; ++k) {
    const double difference = points[a * dimensions + k] - points[b * dimensions + k];
    sum += difference * difference;
  }
  return sum;
}

/// A map with its coordinates apart.
struct Plane {
  std::vector<double> xs, ys;

  Plane(std::span<const double> places, std::size_t points) : xs(points), ys(points) {
    if (places.size() != 2 * points)
      throw Error(ErrorKind::Internal, "A t-SNE map does not have one place for each point.");
    for (std::size_t i = 0; i < points; ++i) {
      xs[i] = places[2 * i];
      ys[i] = places[2 * i + 1];
    }
  }
  /// 1 / (1 + squared distance): Student's t with one degree of freedom.
  double near(std::size_t i, std::size_t j) const {
    const double dx = xs[i] - xs[j], dy = ys[i] - ys[j];
    return 1 / (1 + dx * dx + dy * dy);
  }
};

/// Sums over all j of near, near^2 dx and near^2 dy, for kLanes points that begin at `first`. Each lane is
/// summed in the order of j, whatever the threads are.
struct Repulsion {
  std::array<double, kLanes> sum{}, x{}, y{};

  Repulsion(const Plane& plane, std::size_t first) {
    std::array<double, kLanes> ownX{}, ownY{};
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::size_t i = std::min(first + lane, plane.xs.size() - 1);
      ownX[lane] = plane.xs[i];
      ownY[lane] = plane.ys[i];
    }
    for (std::size_t j = 0; j < plane.xs.size(); ++j) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const double dx = ownX[lane] - plane.xs[j], dy = ownY[lane] - plane.ys[j];
        const double near = 1 / (1 + dx * dx + dy * dy);
        sum[lane] += near;
        x[lane] += near * near * dx;
        y[lane] += near * near * dy;
      }
    }
    for (double& each : sum) each -= 1;  // j = i
  }
};

/// Writes the repulsion of each point to `force` and returns the sum of near over all pairs.
double repel(const Plane& plane, std::span<double> force, const ParallelFor& parallel) {
  const std::size_t n = plane.xs.size(), blocks = (n + kLanes - 1) / kLanes;
  std::vector<double> sums(n);
  parallel(static_cast<std::int64_t>(blocks), 4, [&](std::int64_t begin, std::int64_t end) {
    for (auto block = static_cast<std::size_t>(begin); block < static_cast<std::size_t>(end); ++block) {
      const std::size_t first = block * kLanes;
      const Repulsion repulsion(plane, first);
      for (std::size_t i = first; i < std::min(first + kLanes, n); ++i) {
        sums[i] = repulsion.sum[i - first];
        force[2 * i] = repulsion.x[i - first];
        force[2 * i + 1] = repulsion.y[i - first];
      }
    }
  });
  double all = 0;
  for (const double sum : sums) all += sum;
  return all;
}

/// Row i of P before it is symmetric: its nearest points and their similarities.
struct Row {
  std::vector<std::int32_t> columns;
  std::vector<double> values;
};

Row rowOf(std::span<const double> points, std::size_t dimensions, std::size_t i, std::size_t neighbours,
          double perplexity) {
  const std::size_t n = points.size() / dimensions;
  std::vector<std::pair<double, std::int32_t>> others;
  others.reserve(n - 1);
  for (std::size_t j = 0; j < n; ++j) {
    if (j != i) others.emplace_back(squaredDistance(points, dimensions, i, j), static_cast<std::int32_t>(j));
  }
  // Of equal distances the lower point is nearer.
  std::ranges::partial_sort(others, others.begin() + static_cast<std::ptrdiff_t>(neighbours));
  Row row;
  std::vector<double> distances;
  for (std::size_t k = 0; k < neighbours; ++k) {
    distances.push_back(others[k].first);
    row.columns.push_back(others[k].second);
  }
  row.values = similarities(distances, perplexity);
  return row;
}

std::size_t requireFit(std::span<const double> points, int dimensions) {
  if (dimensions < 1 || points.size() % static_cast<std::size_t>(dimensions) != 0)
    throw Error(ErrorKind::Internal, "A t-SNE map's points are not rows of equal length.");
  if (!std::ranges::all_of(points, [](double value) { return std::isfinite(value); }))
    throw Error(ErrorKind::Data, "The features are not finite numbers; the network has diverged.");
  return points.size() / static_cast<std::size_t>(dimensions);
}

void centre(std::vector<double>& places) {
  double x = 0, y = 0;
  for (std::size_t i = 0; i < places.size(); i += 2) {
    x += places[i];
    y += places[i + 1];
  }
  const double n = static_cast<double>(places.size()) / 2;
  for (std::size_t i = 0; i < places.size(); i += 2) {
    places[i] -= x / n;
    places[i + 1] -= y / n;
  }
}

/// The first two columns of the points, centred, with a standard deviation of kStartDeviation along the
/// first.
std::vector<double> startOf(std::span<const double> points, std::size_t dimensions) {
  const std::size_t n = points.size() / dimensions;
  std::vector<double> places(2 * n);
  for (std::size_t i = 0; i < n; ++i) {
    places[2 * i] = points[i * dimensions];
    if (dimensions > 1) places[2 * i + 1] = points[i * dimensions + 1];
  }
  centre(places);
  double squares = 0;
  for (std::size_t i = 0; i < places.size(); i += 2) squares += places[i] * places[i];
  if (squares <= 0) return places;
  const double scale = kStartDeviation / std::sqrt(squares / static_cast<double>(n));
  for (double& place : places) place *= scale;
  return places;
}

}  // namespace

std::vector<double> similarities(std::span<const double> squaredDistances, double perplexity) {
  const double target = std::log(perplexity);
  const double nearest = *std::ranges::min_element(squaredDistances);
  std::vector<double> values(squaredDistances.size());
  const auto entropyAt = [&](double beta) {
    double sum = 0, weighted = 0;
    for (std::size_t k = 0; k < values.size(); ++k) {
      const double distance = squaredDistances[k] - nearest;
      values[k] = std::exp(-beta * distance);
      sum += values[k];
      weighted += values[k] * distance;
    }
    for (double& value : values) value /= sum;
    return std::log(sum) + beta * weighted / sum;
  };
  // The entropy falls as beta grows: double or halve to enclose it, then bisect.
  double spread = 0;
  for (const double distance : squaredDistances) spread += distance - nearest;
  if (spread <= 0) {
    entropyAt(0);
    return values;
  }
  double beta = static_cast<double>(values.size()) / spread, low = 0, high = 0;
  for (int step = 0; step < 200 && beta < 1e250; ++step) {
    const double excess = entropyAt(beta) - target;
    if (std::abs(excess) < 1e-10) break;
    (excess > 0 ? low : high) = beta;
    beta = high > 0 ? (low + high) / 2 : 2 * beta;
  }
  return values;
}

Affinities affinitiesOf(std::span<const double> points, int dimensions, double perplexity,
                        const ParallelFor& parallel) {
  const std::size_t n = requireFit(points, dimensions);
  const std::size_t neighbours =
      std::min(n - 1, static_cast<std::size_t>(std::max(std::floor(3 * perplexity), 1.0)));
  std::vector<Row> rows(n);
  parallel(static_cast<std::int64_t>(n), 16, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
      rows[i] = rowOf(points, static_cast<std::size_t>(dimensions), i, neighbours, perplexity);
  });
  // (P + P') / 2n, whose rows are the union of neighbours and of points that one is a neighbour of.
  std::vector<std::vector<std::pair<std::int32_t, double>>> both(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < neighbours; ++k) {
      const double half = rows[i].values[k] / (2 * static_cast<double>(n));
      both[i].emplace_back(rows[i].columns[k], half);
      both[static_cast<std::size_t>(rows[i].columns[k])].emplace_back(static_cast<std::int32_t>(i), half);
    }
  }
  Affinities result;
  result.starts.push_back(0);
  for (auto& row : both) {
    std::ranges::sort(row);
    for (std::size_t k = 0; k < row.size(); ++k) {
      if (k > 0 && row[k].first == row[k - 1].first) {
        result.values.back() += row[k].second;
      } else {
        result.columns.push_back(row[k].first);
        result.values.push_back(row[k].second);
      }
    }
    result.starts.push_back(result.columns.size());
  }
  return result;
}

void tsneGradient(const Affinities& affinities, double exaggeration, std::span<const double> places,
                  std::span<double> gradient, const ParallelFor& parallel) {
  const std::size_t n = affinities.size();
  if (gradient.size() != places.size())
    throw Error(ErrorKind::Internal, "The gradient of a t-SNE map has no room.");
  const Plane plane(places, n);
  std::vector<double> attraction(2 * n);
  const double all = repel(plane, gradient, parallel);
  parallel(static_cast<std::int64_t>(n), 64, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      double x = 0, y = 0;
      for (std::size_t k = affinities.starts[i]; k < affinities.starts[i + 1]; ++k) {
        const auto j = static_cast<std::size_t>(affinities.columns[k]);
        const double pull = affinities.values[k] * plane.near(i, j);
        x += pull * (plane.xs[i] - plane.xs[j]);
        y += pull * (plane.ys[i] - plane.ys[j]);
      }
      attraction[2 * i] = x;
      attraction[2 * i + 1] = y;
    }
  });
  for (std::size_t k = 0; k < 2 * n; ++k)
    gradient[k] = 4 * (exaggeration * attraction[k] - gradient[k] / all);
}

double tsneDivergence(const Affinities& affinities, std::span<const double> places,
                      const ParallelFor& parallel) {
  const Plane plane(places, affinities.size());
  std::vector<double> unused(places.size());
  double divergence = std::log(repel(plane, unused, parallel));
  for (std::size_t i = 0; i < affinities.size(); ++i) {
    for (std::size_t k = affinities.starts[i]; k < affinities.starts[i + 1]; ++k) {
      const double p = affinities.values[k];
      if (p > 0)
        divergence += p * std::log(p / plane.near(i, static_cast<std::size_t>(affinities.columns[k])));
    }
  }
  return divergence;
}

TsneMap tsneMap(std::span<const double> points, int dimensions, const TsneSettings& settings,
                const ParallelFor& parallel) {
  const std::size_t n = requireFit(points, dimensions);
  if (n < 4) throw Error(ErrorKind::Usage, "A t-SNE map needs at least four images.");
  TsneMap result;
  result.perplexity = std::min(settings.perplexity, static_cast<double>(n - 1) / 3);
  const Affinities affinities = affinitiesOf(points, dimensions, result.perplexity, parallel);
  result.places = startOf(points, static_cast<std::size_t>(dimensions));
  // Belkina et al. 2019, with the factor 4 of the gradient.
  const double rate =
      std::max(static_cast<double>(n) / (4 * std::max(settings.exaggeration, 1.0)), kLeastLearningRate);
  std::vector<double> gradient(2 * n), velocity(2 * n), gains(2 * n, 1.0);
  for (int step = 0; step < settings.iterations; ++step) {
    const bool early = step < settings.exaggerated;
    tsneGradient(affinities, early ? settings.exaggeration : 1, result.places, gradient, parallel);
    const double momentum = early ? 0.5 : 0.8;
    for (std::size_t k = 0; k < 2 * n; ++k) {
      // Jacobs 1988: a coordinate that goes on in one direction takes longer steps.
      gains[k] =
          (gradient[k] > 0) == (velocity[k] > 0) ? std::max(0.8 * gains[k], kLeastGain) : gains[k] + 0.2;
      velocity[k] = momentum * velocity[k] - rate * gains[k] * gradient[k];
      result.places[k] += velocity[k];
    }
    centre(result.places);
  }
  result.divergence = tsneDivergence(affinities, result.places, parallel);
  return result;
}

}  // namespace skewscope::report
