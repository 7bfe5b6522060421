#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace skewscope {

/// Element types of the safetensors format that are used here.
enum class TensorType { Float32, BFloat16, Float64, Int64, UInt8 };

/// A tensor in a file: type, shape and raw little-endian bytes in row-major order.
struct TensorBytes {
  TensorType type = TensorType::Float32;
  std::vector<std::int64_t> shape;
  std::vector<std::byte> bytes;
};

/// Named tensors and text, in the safetensors format: 8 bytes header length, JSON header, raw data. Nothing
/// in it is executed, and Python reads it with safetensors.torch.load_file. Checkpoints are such files.
struct TensorFile {
  std::map<std::string, TensorBytes> tensors;
  std::map<std::string, std::string> metadata;
};

/// Writes atomically (atomic_file.h).
void writeTensorFile(const std::filesystem::path& path, const TensorFile& file);

/// Reads and checks every length, offset, overlap, shape and type; header at most 16 MiB, tensors at most the
/// file. Throws Error (Data) that names file and defect.
TensorFile readTensorFile(const std::filesystem::path& path);

/// The same from memory, for tests and fuzzing; `name` stands for the file in errors.
TensorFile parseTensorFile(std::span<const std::byte> content, const std::string& name);

}  // namespace skewscope
