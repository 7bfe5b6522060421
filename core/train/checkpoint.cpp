#include "core/train/checkpoint.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstring>
#include <fstream>
#include <utility>
#include <vector>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/spec/options.h"

namespace skewscope::train {
namespace {

constexpr const char* kFormat = "skewscope-checkpoint-1";

/// Copies a float32 tensor from its dimension `dimension` on in row-major order. On this thread alone: the
/// copy is short, and to wake LibTorch's threads for each tensor takes far longer where cores are shared.
void copyInOrder(const torch::Tensor& tensor, std::int64_t dimension, const float* from, float*& to) {
  const std::int64_t stride = tensor.stride(dimension), size = tensor.size(dimension);
  if (dimension + 1 == tensor.dim()) {
    for (std::int64_t i = 0; i < size; ++i) *to++ = from[i * stride];
    return;
  }
  for (std::int64_t i = 0; i < size; ++i) copyInOrder(tensor, dimension + 1, from + i * stride, to);
}

TensorBytes bytesOf(const torch::Tensor& tensor) {
  const torch::Tensor here = tensor.detach().to(torch::kCPU);
  torch::Tensor plain = here;
  if (!plain.is_contiguous()) {
    plain = torch::empty(here.sizes(), here.scalar_type());
    float* to = plain.data_ptr<float>();
    copyInOrder(here, 0, here.const_data_ptr<float>(), to);
  }
  TensorBytes result;
  switch (plain.scalar_type()) {
    case torch::kFloat32:
      result.type = TensorType::Float32;
      break;
    case torch::kFloat64:
      result.type = TensorType::Float64;
      break;
    case torch::kInt64:
      result.type = TensorType::Int64;
      break;
    default:
      throw Error(ErrorKind::Internal, "A checkpoint holds no tensors of this type.");
  }
  result.shape = plain.sizes().vec();
  result.bytes.resize(plain.nbytes());
  if (plain.nbytes() > 0) std::memcpy(result.bytes.data(), plain.data_ptr(), plain.nbytes());
  return result;
}

torch::Tensor tensorOf(const TensorBytes& bytes) {
  torch::ScalarType type = torch::kFloat32;
  if (bytes.type == TensorType::Float64) type = torch::kFloat64;
  if (bytes.type == TensorType::Int64) type = torch::kInt64;
  if (bytes.type == TensorType::BFloat16) type = torch::kBFloat16;
  if (bytes.type == TensorType::UInt8) type = torch::kUInt8;
  torch::Tensor tensor = torch::empty(bytes.shape, type);
  if (!bytes.bytes.empty()) std::memcpy(tensor.data_ptr(), bytes.bytes.data(), bytes.bytes.size());
  return tensor;
}

std::string fileDigest(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw Error(ErrorKind::Data, fmt::format("The checkpoint {} cannot be read.", path.string()),
                "Start the run again from the beginning, or restore the file.");
  }
  Sha256 digest;
  std::array<char, 1 << 16> block{};
  while (in.read(block.data(), block.size()) || in.gcount() > 0) {
    digest.update(std::string_view(block.data(), static_cast<std::size_t>(in.gcount())));
  }
  return digest.hex();
}

TensorFile readChecked(const std::filesystem::path& path, const std::string& digest) {
  if (!digest.empty() && fileDigest(path) != digest) {
    throw Error(ErrorKind::Data,
                fmt::format("The checkpoint {} is not the file that the store recorded.", path.string()),
                "It was changed or damaged; start the run again from the beginning.");
  }
  TensorFile file = readTensorFile(path);
  if (const auto format = file.metadata.find("format");
      format == file.metadata.end() || format->second != kFormat) {
    throw Error(ErrorKind::Data, fmt::format("{} is no checkpoint of this program.", path.string()));
  }
  return file;
}

const TensorBytes& entry(const TensorFile& file, const std::string& name, const std::filesystem::path& path) {
  const auto found = file.tensors.find(name);
  if (found == file.tensors.end()) {
    throw Error(ErrorKind::Data, fmt::format("The checkpoint {} lacks '{}'.", path.string(), name),
                "It belongs to a run with another network or method.");
  }
  return found->second;
}

void restore(const TensorFile& file, const std::string& prefix, const learn::NamedTensors& targets,
             const std::filesystem::path& path) {
  const torch::NoGradGuard noGrad;
  for (const auto& [name, target] : targets) {
    const torch::Tensor stored = tensorOf(entry(file, prefix + name, path));
    if (stored.sizes() != target.sizes() || stored.scalar_type() != target.scalar_type()) {
      throw Error(ErrorKind::Data,
                  fmt::format("'{}{}' in the checkpoint {} has another shape or type than the network.",
                              prefix, name, path.string()),
                  "It belongs to a run with another network or method.");
    }
    torch::Tensor live = target;  // a handle
    live.copy_(stored);
  }
}

template <typename T>
T number(const TensorFile& file, const std::string& key, const std::filesystem::path& path) {
  const auto found = file.metadata.find(key);
  T value{};
  if (found != file.metadata.end()) {
    const std::string& text = found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && value >= T{}) return value;
  }
  throw Error(ErrorKind::Data, fmt::format("The checkpoint {} has no valid '{}'.", path.string(), key));
}

}  // namespace

TensorFile takeCheckpoint(const spec::ExperimentSpec& spec, const learn::Model& model,
                          const learn::Sgd& optimiser, const Position& position) {
  TensorFile file;
  for (const auto& [name, tensor] : model.namedParameters())
    file.tensors["parameter/" + name] = bytesOf(tensor);
  for (const auto& [name, tensor] : model.namedBuffers()) file.tensors["buffer/" + name] = bytesOf(tensor);
  for (const auto& [name, tensor] : optimiser.momentumBuffers())
    file.tensors["momentum/" + name] = bytesOf(tensor);
  if (position.weights.defined()) file.tensors["weights"] = bytesOf(position.weights);
  std::vector<double> sums = position.stats.values();
  file.tensors["epoch_stats"] =
      bytesOf(torch::from_blob(sums.data(), {static_cast<std::int64_t>(sums.size())}, torch::kFloat64));
  file.metadata = {
      {"format", kFormat},
      {"spec", spec::toJson(spec).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)},
      {"epoch", fmt::format("{}", position.epoch)},
      {"step", fmt::format("{}", position.step)},
      {"seconds", fmt::format("{}", position.seconds)}};
  return file;
}

std::string saveCheckpoint(const std::filesystem::path& path, const TensorFile& checkpoint) {
  writeTensorFile(path, checkpoint);
  return fileDigest(path);
}

Position loadCheckpoint(const std::filesystem::path& path, const std::string& digest,
                        const learn::Model& model, learn::Sgd& optimiser, int classes) {
  const TensorFile file = readChecked(path, digest);
  restore(file, "parameter/", model.namedParameters(), path);
  restore(file, "buffer/", model.namedBuffers(), path);
  restore(file, "momentum/", optimiser.momentumBuffers(), path);
  Position position;
  position.epoch = number<std::int64_t>(file, "epoch", path);
  position.step = number<std::int64_t>(file, "step", path);
  position.seconds = number<double>(file, "seconds", path);
  const torch::Tensor sums = tensorOf(entry(file, "epoch_stats", path)).to(torch::kFloat64).contiguous();
  position.stats = EpochStats::fromValues(
      std::vector<double>(sums.data_ptr<double>(), sums.data_ptr<double>() + sums.numel()), classes);
  if (file.tensors.contains("weights")) position.weights = tensorOf(entry(file, "weights", path));
  return position;
}

void loadModel(const std::filesystem::path& path, const std::string& digest, const learn::Model& model) {
  const TensorFile file = readChecked(path, digest);
  restore(file, "parameter/", model.namedParameters(), path);
  restore(file, "buffer/", model.namedBuffers(), path);
}

}  // namespace skewscope::train
