#include "core/spec/choices.h"

namespace skewscope::spec {
namespace {

constexpr ChoiceEntry<Mode> kModes[] = {{Mode::Supervised, "supervised", "Supervised"},
                                        {Mode::SelfSupervised, "ssl", "Self-supervised"},
                                        {Mode::RwSam, "rwsam", "rwSAM"}};
constexpr ChoiceEntry<Method> kMethods[] = {{Method::SimSiam, "simsiam", "SimSiam"},
                                            {Method::SimClr, "simclr", "SimCLR"},
                                            {Method::MoCo, "moco", "MoCo v2"}};
constexpr ChoiceEntry<Profile> kProfiles[] = {{Profile::Exponential, "exponential", "Exponential"},
                                              {Profile::Step, "step", "Step"},
                                              {Profile::Pareto, "pareto", "Pareto"},
                                              {Profile::Custom, "custom", "Custom counts"}};
constexpr ChoiceEntry<Network> kNetworks[] = {{Network::ResNet10, "resnet10", "ResNet-10"},
                                              {Network::ResNet18, "resnet18", "ResNet-18"},
                                              {Network::ResNet34, "resnet34", "ResNet-34"},
                                              {Network::ResNet50, "resnet50", "ResNet-50"}};
constexpr ChoiceEntry<Schedule> kSchedules[] = {
    {Schedule::Cosine, "cosine", "Cosine"},
    {Schedule::CosineByEpoch, "cosine_by_epoch", "Cosine, a step per epoch"},
    {Schedule::Step, "step", "Steps at milestones"},
    {Schedule::Constant, "constant", "Constant"}};
constexpr ChoiceEntry<Loss> kLosses[] = {{Loss::CrossEntropy, "cross_entropy", "Cross-entropy"},
                                         {Loss::Focal, "focal", "Focal"},
                                         {Loss::Ldam, "ldam", "LDAM"},
                                         {Loss::BalancedSoftmax, "balanced_softmax", "Balanced Softmax"},
                                         {Loss::LogitAdjustment, "logit_adjustment", "Logit adjustment"}};
constexpr ChoiceEntry<Reweight> kReweights[] = {
    {Reweight::None, "none", "None"},
    {Reweight::ClassBalanced, "class_balanced", "Class-balanced (effective number)"}};
constexpr ChoiceEntry<Sampling> kSamplings[] = {
    {Sampling::Instance, "instance", "Each image once"},
    {Sampling::ClassBalanced, "class_balanced", "Class-balanced re-sampling"}};
constexpr ChoiceEntry<Precision> kPrecisions[] = {{Precision::Auto, "auto", "Automatic"},
                                                  {Precision::Float32, "float32", "32 bits"},
                                                  {Precision::BFloat16, "bfloat16", "16 bits (bfloat16)"}};
constexpr ChoiceEntry<SamWeights> kSamWeights[] = {
    {SamWeights::Kde, "kde", "Inverse density (rwSAM)"},
    {SamWeights::Equal, "equal", "Equal (plain SAM)"},
    {SamWeights::Oracle, "oracle", "By class rank (uses labels)"}};
constexpr ChoiceEntry<SamBatchNorm> kSamBatchNorms[] = {{SamBatchNorm::First, "first", "First pass only"},
                                                        {SamBatchNorm::Both, "both", "Both passes"}};
constexpr ChoiceEntry<KnnBank> kKnnBanks[] = {{KnnBank::Subset, "subset", "Training subset"},
                                              {KnnBank::Train, "train", "Full training set"}};
constexpr ChoiceEntry<KnnSpace> kKnnSpaces[] = {{KnnSpace::Backbone, "backbone", "Backbone features"},
                                                {KnnSpace::Projector, "projector", "Projector outputs"}};
constexpr ChoiceEntry<Preset> kPresets[] = {{Preset::Quick, "quick", "Quick (minutes on a CPU)"},
                                            {Preset::Paper, "paper", "Paper"},
                                            {Preset::Released, "released", "As released (the paper's code)"}};

}  // namespace

template <>
std::span<const ChoiceEntry<Mode>> choices() {
  return kModes;
}
template <>
std::span<const ChoiceEntry<Method>> choices() {
  return kMethods;
}
template <>
std::span<const ChoiceEntry<Profile>> choices() {
  return kProfiles;
}
template <>
std::span<const ChoiceEntry<Network>> choices() {
  return kNetworks;
}
template <>
std::span<const ChoiceEntry<Schedule>> choices() {
  return kSchedules;
}
template <>
std::span<const ChoiceEntry<Loss>> choices() {
  return kLosses;
}
template <>
std::span<const ChoiceEntry<Reweight>> choices() {
  return kReweights;
}
template <>
std::span<const ChoiceEntry<Sampling>> choices() {
  return kSamplings;
}
template <>
std::span<const ChoiceEntry<Precision>> choices() {
  return kPrecisions;
}
template <>
std::span<const ChoiceEntry<SamWeights>> choices() {
  return kSamWeights;
}
template <>
std::span<const ChoiceEntry<SamBatchNorm>> choices() {
  return kSamBatchNorms;
}
template <>
std::span<const ChoiceEntry<KnnBank>> choices() {
  return kKnnBanks;
}
template <>
std::span<const ChoiceEntry<KnnSpace>> choices() {
  return kKnnSpaces;
}
template <>
std::span<const ChoiceEntry<Preset>> choices() {
  return kPresets;
}

}  // namespace skewscope::spec
