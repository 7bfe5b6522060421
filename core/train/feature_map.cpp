#include "core/train/feature_map.h"

#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "core/data/balanced_order.h"
#include "core/evaluate/principal_components.h"
#include "core/nn/precision.h"
#include "core/report/tsne.h"

namespace skewscope::train {

std::vector<std::int64_t> mapImages(const data::ImageSet& test, std::int64_t count) {
  return data::balancedChoice(test.labels, count, {.seed = 0, .purpose = Purpose::Evaluation});
}

store::FeatureMap featureMap(const torch::Tensor& features, std::vector<std::int64_t> images,
                             const std::string& dataDigest, const ParallelFor& parallel) {
  const auto found = evaluate::principalComponents(features, kMapComponents);
  const std::span<const double> components(found.values.const_data_ptr<double>(),
                                           static_cast<std::size_t>(found.values.numel()));
  store::FeatureMap map;
  map.dataDigest = dataDigest;
  map.dimensions = static_cast<int>(found.values.size(1));
  const report::TsneSettings settings;
  const auto tsne = report::tsneMap(components, map.dimensions, settings, parallel);
  for (const double value : components) map.components.push_back(static_cast<float>(value));
  for (const double value : tsne.places) map.map.push_back(static_cast<float>(value));
  map.protocol = nlohmann::json{{"protocol", "feature-map"},
                                {"images", images.size()},
                                {"choice", "class-balanced, the same for all runs of the data set"},
                                {"precision", nn::kFloat32},
                                {"feature_dimensions", features.size(1)},
                                {"components", map.dimensions},
                                {"variance_shares", found.variances},
                                {"perplexity", tsne.perplexity},
                                {"iterations", settings.iterations},
                                {"exaggeration", settings.exaggeration},
                                {"exaggerated", settings.exaggerated},
                                {"initialisation", "principal components"},
                                {"divergence", tsne.divergence}}
                     .dump();
  map.images = std::move(images);
  return map;
}

}  // namespace skewscope::train
