#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/parallel.h"

namespace skewscope::report {

/// How a map is made; the values are those of the field (docs/methods/feature-map.md).
struct TsneSettings {
  double perplexity = 30;    ///< effective number of neighbours; at most a third of the other points is used
  int iterations = 1000;     ///< steps of gradient descent, those with exaggeration included
  int exaggerated = 250;     ///< steps at the beginning in which similarities count `exaggeration` times
  double exaggeration = 12;  ///< at least 1
};

/// A map of points in the plane.
struct TsneMap {
  std::vector<double> places;  ///< x and y of each point, centred
  double perplexity = 0;       ///< that was used
  double divergence = 0;       ///< KL(P || Q) at the end, in nats
};

/// t-SNE (van der Maaten and Hinton, "Visualizing Data using t-SNE", JMLR 2008). `points`: n x `dimensions`
/// values, one point after the other, whose first two columns are where the map starts from: principal
/// components, scaled to a standard deviation of 1e-4. Similarities are those of each point to its
/// 3 * perplexity nearest ones (van der Maaten, JMLR 2014); the repulsion is summed over all pairs exactly,
/// n^2 * iterations operations. The same bits for any number of threads. Throws Error (Usage) for fewer than
/// four points, Error (Data) for values that are not finite, Error (Internal) for sizes that do not fit; what
/// `parallel` throws ends it.
TsneMap tsneMap(std::span<const double> points, int dimensions, const TsneSettings& settings,
                const ParallelFor& parallel);

// The parts of it, for tests.

/// exp(-beta d) / sum of them, with beta such that the entropy is log(perplexity) (within 1e-10; as near as
/// can be where equal distances allow no other). `squaredDistances`: more of them than `perplexity`.
std::vector<double> similarities(std::span<const double> squaredDistances, double perplexity);

/// Symmetric joint probabilities P of pairs of points, by rows: the entries of row i are at starts[i] up to
/// starts[i + 1], columns ascending. They sum to 1.
struct Affinities {
  std::vector<std::size_t> starts;
  std::vector<std::int32_t> columns;
  std::vector<double> values;

  std::size_t size() const { return starts.size() - 1; }
};
Affinities affinitiesOf(std::span<const double> points, int dimensions, double perplexity,
                        const ParallelFor& parallel);

/// The gradient of KL(exaggeration * P || Q) at a map (x and y of each point; x and y of each point's
/// gradient come out), Q being the Student-t similarities of all pairs.
void tsneGradient(const Affinities& affinities, double exaggeration, std::span<const double> places,
                  std::span<double> gradient, const ParallelFor& parallel);

/// KL(P || Q) of a map, in nats.
double tsneDivergence(const Affinities& affinities, std::span<const double> places,
                      const ParallelFor& parallel);

}  // namespace skewscope::report
