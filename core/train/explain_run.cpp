#include "core/train/explain_run.h"

#include <fmt/format.h>

#include "core/augment/augment.h"
#include "core/base/error.h"
#include "core/evaluate/grad_cam.h"
#include "core/learn/long_tail_losses.h"
#include "core/nn/batch.h"
#include "core/nn/parallel.h"
#include "core/nn/torch.h"
#include "core/train/evaluation_parts.h"
#include "core/train/run_data.h"
#include "core/train/trained_run.h"

namespace skewscope::train {
namespace {

template <typename Value>
std::vector<Value> valuesOf(const torch::Tensor& tensor) {
  const torch::Tensor whole = tensor.to(torch::kCPU).contiguous();
  return std::vector<Value>(whole.const_data_ptr<Value>(), whole.const_data_ptr<Value>() + whole.numel());
}

}  // namespace

Explanation explainImage(const TrainedRun& trained, const RunData& data, std::int64_t image,
                         ExplainedClass target, const ParallelFor& parallel) {
  const data::ImageSet& test = data.dataset.test;
  if (image < 0 || image >= test.size()) {
    throw Error(ErrorKind::Usage,
                fmt::format("There is no test image {}: they count from 0 to {}.", image, test.size() - 1));
  }
  learn::Model model = trained.model;
  model.bf16 = false;
  const EvaluationState state(model);
  const torch::NoGradGuard noGradients;
  const std::int64_t indices[] = {image};
  nn::BatchBuffer buffer;
  const torch::Tensor batch =
      buffer.fill(augment::evaluationSettings(data.dataset), test, indices, 0, 0, 0, parallel);

  Explanation found;
  found.image = image;
  found.trueClass = test.labels[static_cast<std::size_t>(image)];
  found.height = test.height;
  found.width = test.width;
  found.target = "norm of the features";
  std::int64_t explained = found.trueClass;
  if (model.classifier) {
    const torch::Tensor scores = model.logits(batch).to(torch::kFloat64);
    found.scores = valuesOf<double>(scores.softmax(1));
    found.predicted = static_cast<int>(scores.argmax(1).item<std::int64_t>());
    if (target == ExplainedClass::Predicted) explained = *found.predicted;
    found.target = fmt::format("score of {}", test.classNames[static_cast<std::size_t>(explained)]);
  }
  // As the half-image experiment does (Evaluator::attention()).
  const torch::Tensor cam = evaluate::gradCam(model.featureMaps(batch), [&](const torch::Tensor& features) {
    if (!model.classifier) return features.norm(2, 1);
    return model.cosineScale > 0 ? learn::cosineScores(features, model.classifier->weight, model.cosineScale)
                                       .select(1, explained)
                                 : model.classifier.ptr()->forward(features).select(1, explained);
  });
  torch::Tensor map = torch::upsample_bilinear2d(cam.unsqueeze(1), {test.height, test.width}, false);
  const float largest = map.max().item<float>();
  if (largest > 0) map = map / largest;
  found.map = valuesOf<float>(map);
  return found;
}

Explanation explainRun(const std::filesystem::path& path, const std::string& run, std::int64_t image,
                       ExplainedClass target) {
  const TrainedRun trained = openTrainedRun(path, run, {});  // one image is soon done
  const ParallelFor parallel = nn::torchParallelFor();
  return explainImage(trained, openRunData(trained.record, parallel), image, target, parallel);
}

}  // namespace skewscope::train
