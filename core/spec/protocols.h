#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/spec/experiment_spec.h"

namespace skewscope::spec {

/// How a trained network is evaluated (docs/methods/evaluation.md). Any of them can be asked for at any time.
enum class Protocol {
  Live,              ///< supervised head, or kNN with the run's options
  Knn,               ///< kNN with the run's options, of a supervised run too
  Probe,             ///< linear probe on cached features by L-BFGS, full balanced labels; factor probes
  FullProbe,         ///< linear probe by SGD with augmented views (the paper's protocol)
  LongTailProbe,     ///< linear probe on the labels of the run's own subset
  FewShotProbe,      ///< linear probe on k images per class, repeated
  OutOfDomainProbe,  ///< linear probe on another data set
  FineTuning,        ///< backbone and a new head trained on another data set
  LossGap,           ///< self-supervised loss of test images minus that of training images
  Sharpness,         ///< increase of the training loss at the edge of SAM's ball
  Spectrum,          ///< spectrum and effective rank of the features
  Calibration,       ///< expected calibration error of the supervised head
  FeatureMap,        ///< principal components and t-SNE map of the test images' features
};

/// A protocol as it is named and explained.
struct ProtocolInfo {
  Protocol protocol;
  std::string_view name;  ///< command line: "lt-probe"
  std::string_view help;  ///< half a sentence
};
/// All of them, in the order in which they are offered.
std::span<const ProtocolInfo> protocols();
/// That of one protocol.
const ProtocolInfo& protocolInfo(Protocol protocol);
/// Throws Error (Usage) that lists the names there are.
Protocol protocolFromName(std::string_view name);

/// Whether a run of this spec can have a protocol's number: calibration is of a supervised head; the loss gap
/// is of a self-supervised loss, and it and sharpness of one that does not depend on a queue of earlier
/// images (MoCo).
bool canHave(const ExperimentSpec& spec, Protocol protocol);

/// What an evaluation is asked for.
struct EvaluationRequest {
  std::vector<Protocol> protocols{Protocol::Live, Protocol::Probe};
  std::int64_t shots = 45;     ///< few-shot probe: images per class, 1 to 1,000,000
  std::int64_t repeats = 5;    ///< few-shot probe: selections; loss gap: views of each image; 1 to 1000
  std::int64_t epochs = 0;     ///< full probe and fine-tuning, up to 100,000; 0: 100 and 50
  std::int64_t images = 5000;  ///< feature map: test images at most, 10 to 10,000
  std::string dataset;         ///< out of domain: the target data set
  std::string dataDir;         ///< and its folder or archive, if it needs one

  bool operator==(const EvaluationRequest&) const = default;
};

/// Throws Error (Usage) that says what is missing or out of range.
void requireValid(const EvaluationRequest& request);

/// "loss-gap, spectrum": the names of its protocols.
std::string namesOf(const EvaluationRequest& request);

/// Canonical JSON text, without the settings that its protocols do not use; equal requests give equal text.
std::string toJson(const EvaluationRequest& request);
/// Reads what toJson() wrote; numbers that are missing have their initial values. Throws Error (Usage).
EvaluationRequest evaluationFromJson(const std::string& text);

}  // namespace skewscope::spec
