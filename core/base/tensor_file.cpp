#include "core/base/tensor_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <set>
#include <string_view>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/plain_text.h"

namespace skewscope {
namespace {

static_assert(std::endian::native == std::endian::little,
              "tensors are written in the byte order of the machine");

constexpr std::uint64_t kMostHeader = std::uint64_t{16} << 20;
constexpr std::size_t kMostDimensions = 32;
constexpr const char* kMetadata = "__metadata__";

struct TypeInfo {
  TensorType type;
  const char* name;  // in the file
  std::uint64_t bytes;
};
constexpr TypeInfo kTypes[] = {{TensorType::Float32, "F32", 4},
                               {TensorType::BFloat16, "BF16", 2},
                               {TensorType::Float64, "F64", 8},
                               {TensorType::Int64, "I64", 8},
                               {TensorType::UInt8, "U8", 1}};

const TypeInfo& infoOf(TensorType type) {
  return *std::ranges::find(kTypes, type, &TypeInfo::type);
}

[[noreturn]] void damaged(const std::string& file, const std::string& defect) {
  throw Error(ErrorKind::Data, fmt::format("{} is no readable tensor file: {}.", file, defect),
              "It is damaged or of another kind; use another copy.");
}

// A name from a file in an error message.
std::string nameShown(std::string_view name) {
  return '"' + shown(name) + '"';
}

// Bytes of a tensor; nothing if a length is negative or the product does not fit.
std::optional<std::uint64_t> byteCount(std::uint64_t elementBytes, const std::vector<std::int64_t>& shape) {
  std::uint64_t bytes = elementBytes;
  for (const std::int64_t length : shape) {
    if (length < 0 || __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(length), &bytes))
      return std::nullopt;
  }
  return bytes;
}

// A tensor as the header describes it; offsets count from the end of the header.
struct Entry {
  std::string name;
  const TypeInfo* type = nullptr;
  std::optional<std::vector<std::int64_t>> shape;
  std::vector<std::uint64_t> offsets;
};

// Takes the header's JSON token by token, so that whatever it holds costs no more memory than what is
// accepted.
class HeaderReader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::vector<Entry> entries;
  std::map<std::string, std::string> metadata;
  std::string defect;  // set when a member function returns false

  bool null() override { return unexpected("null"); }
  bool boolean(bool) override { return unexpected("true or false"); }
  bool number_integer(number_integer_t) override { return unexpected("a negative number"); }
  bool number_float(number_float_t, const string_t&) override {
    return unexpected("a number that is not whole");
  }
  bool binary(binary_t&) override { return unexpected("binary data"); }

  bool number_unsigned(number_unsigned_t value) override {
    if (depth_ != 2 || !inArray_) return unexpected("a number");
    Entry& entry = entries.back();
    if (field_ == "data_offsets") {
      if (entry.offsets.size() == 2)
        return fail(fmt::format("{} has more than two data_offsets", nameShown(entry.name)));
      entry.offsets.push_back(value);
      return true;
    }
    if (entry.shape->size() == kMostDimensions)
      return fail(fmt::format("{} has too many dimensions", nameShown(entry.name)));
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return fail(fmt::format("{} has a length beyond 2^63", nameShown(entry.name)));
    }
    entry.shape->push_back(static_cast<std::int64_t>(value));
    return true;
  }

  bool string(string_t& value) override {
    if (depth_ != 2 || inArray_) return unexpected("text");
    if (inMetadata_) {
      metadata[field_] = value;
      return true;
    }
    Entry& entry = entries.back();
    if (field_ != "dtype") return unexpected("text");
    const auto found = std::ranges::find_if(kTypes, [&](const TypeInfo& info) { return value == info.name; });
    if (found == std::end(kTypes))
      return fail(fmt::format("{} has the unknown type {}", nameShown(entry.name), nameShown(value)));
    entry.type = found;
    return true;
  }

  bool start_object(std::size_t) override {
    if (depth_ == 2 || inArray_) return unexpected("an object");
    if (++depth_ == 2) fields_.clear();
    return true;
  }

  bool end_object() override {
    if (depth_-- < 2 || inMetadata_) return true;
    const Entry& entry = entries.back();
    if (!entry.type || !entry.shape || entry.offsets.size() != 2) {
      return fail(fmt::format("{} lacks dtype, shape or data_offsets", nameShown(entry.name)));
    }
    return true;
  }

  bool key(string_t& name) override {
    if (depth_ == 1) {
      inMetadata_ = name == kMetadata;
      field_.clear();
      if (!names_.insert(name).second) return fail(fmt::format("{} is there twice", nameShown(name)));
      if (!inMetadata_) entries.emplace_back().name = name;
      return true;
    }
    if (!fields_.insert(name).second) return fail(fmt::format("{} is there twice", nameShown(name)));
    if (!inMetadata_ && name != "dtype" && name != "shape" && name != "data_offsets") {
      return fail(
          fmt::format("{} has the unknown field {}", nameShown(entries.back().name), nameShown(name)));
    }
    field_ = name;
    return true;
  }

  bool start_array(std::size_t) override {
    if (depth_ != 2 || inMetadata_ || inArray_ || field_ == "dtype") return unexpected("a list");
    inArray_ = true;
    if (field_ == "shape") entries.back().shape.emplace();
    return true;
  }

  bool end_array() override {
    inArray_ = false;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    return fail(
        fmt::format("its header is no JSON at byte {}", position + 7));  // 8 bytes before it; counts from 1
  }

 private:
  int depth_ = 0;
  bool inMetadata_ = false, inArray_ = false;
  std::string field_;
  std::set<std::string> names_, fields_;

  bool fail(std::string text) {
    defect = std::move(text);
    return false;
  }
  bool unexpected(const char* what) {
    const std::string& tensor = entries.empty() || depth_ == 0 ? std::string() : entries.back().name;
    return fail(fmt::format("unexpected {} in its header near {}", what,
                            nameShown(inMetadata_ ? kMetadata : tensor)));
  }
};

// Tensors and text of a header that is right in itself and covers dataBytes bytes without hole or overlap, in
// the order of the data.
HeaderReader readHeader(std::string_view header, std::uint64_t dataBytes, const std::string& file) {
  HeaderReader reader;
  if (!header.starts_with('{')) damaged(file, "its header does not begin with {");
  if (!nlohmann::json::sax_parse(header, &reader)) damaged(file, reader.defect);
  for (const Entry& entry : reader.entries) {
    const auto bytes = byteCount(entry.type->bytes, *entry.shape);
    if (!bytes) damaged(file, fmt::format("the shape of {} is too large", nameShown(entry.name)));
    if (entry.offsets[0] > entry.offsets[1] || entry.offsets[1] > dataBytes) {
      damaged(file, fmt::format("{} lies at bytes {} to {} of {}", nameShown(entry.name), entry.offsets[0],
                                entry.offsets[1], dataBytes));
    }
    if (entry.offsets[1] - entry.offsets[0] != *bytes) {
      damaged(file, fmt::format("{} has {} bytes, its shape needs {}", nameShown(entry.name),
                                entry.offsets[1] - entry.offsets[0], *bytes));
    }
  }
  std::ranges::sort(reader.entries, {}, &Entry::offsets);
  std::uint64_t end = 0;
  for (const Entry& entry : reader.entries) {
    if (entry.offsets[0] != end) {
      damaged(file, fmt::format("{} begins at byte {} of the data, {} the end of what is before it, {}",
                                nameShown(entry.name), entry.offsets[0],
                                entry.offsets[0] < end ? "before" : "after", end));
    }
    end = entry.offsets[1];
  }
  if (end != dataBytes)
    damaged(file, fmt::format("its tensors end at byte {} of {} bytes of data", end, dataBytes));
  return reader;
}

std::uint64_t headerLength(std::span<const std::byte> prefix, std::uint64_t fileBytes,
                           const std::string& file) {
  std::uint64_t length = 0;
  if (prefix.size() < sizeof length) damaged(file, fmt::format("it has {} bytes", fileBytes));
  std::memcpy(&length, prefix.data(), sizeof length);
  if (length > kMostHeader) damaged(file, fmt::format("its header claims {} bytes", length));
  if (length > fileBytes - sizeof length) {
    damaged(file, fmt::format("its header claims {} bytes, and the file has {}", length, fileBytes));
  }
  return length;
}

// `fill(begin, bytes)` copies data from an offset after the header.
template <typename Fill>
TensorFile collect(HeaderReader& reader, const Fill& fill) {
  TensorFile result;
  result.metadata = std::move(reader.metadata);
  for (Entry& entry : reader.entries) {
    TensorBytes& tensor = result.tensors[entry.name];
    tensor.type = entry.type->type;
    tensor.shape = std::move(*entry.shape);
    tensor.bytes.resize(entry.offsets[1] - entry.offsets[0]);
    fill(entry.offsets[0], tensor.bytes);
  }
  return result;
}

}  // namespace

void writeTensorFile(const std::filesystem::path& path, const TensorFile& file) {
  // Wide types first: with the header padded to 8 bytes every tensor is aligned to its element.
  std::vector<const std::pair<const std::string, TensorBytes>*> order;
  for (const auto& item : file.tensors) order.push_back(&item);
  std::ranges::stable_sort(order, std::greater<>(),
                           [](const auto* item) { return infoOf(item->second.type).bytes; });

  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!file.metadata.empty()) header[kMetadata] = file.metadata;
  std::uint64_t end = 0;
  for (const auto* item : order) {
    const auto& [name, tensor] = *item;
    const TypeInfo& info = infoOf(tensor.type);
    if (name == kMetadata || byteCount(info.bytes, tensor.shape) != tensor.bytes.size()) {
      throw Error(ErrorKind::Internal,
                  fmt::format("Tensor \"{}\" of {} bytes cannot be written: its name or shape does not fit.",
                              name, tensor.bytes.size()));
    }
    header[name] = {
        {"dtype", info.name}, {"shape", tensor.shape}, {"data_offsets", {end, end + tensor.bytes.size()}}};
    end += tensor.bytes.size();
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::Internal,
                fmt::format("A name or text for {} is not UTF-8: {}", path.string(), error.what()));
  }
  text.resize((text.size() + 7) / 8 * 8, ' ');
  const std::uint64_t length = text.size();
  if (length > kMostHeader) {
    throw Error(ErrorKind::Internal,
                fmt::format("The header of {} would have {} bytes.", path.string(), length));
  }
  writeFileAtomically(path, [&](std::ostream& out) {
    out.write(reinterpret_cast<const char*>(&length), sizeof length);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    for (const auto* item : order) {
      const auto& bytes = item->second.bytes;
      out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
  });
}

TensorFile readTensorFile(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) {
    throw Error(ErrorKind::Data,
                fmt::format("Cannot open {}: {}.", name, error ? error.message() : std::strerror(errno)),
                "Check that it exists and may be read.");
  }
  const auto read = [&](std::span<std::byte> bytes) {
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (static_cast<std::size_t>(in.gcount()) != bytes.size())
      damaged(name, "it became shorter while it was read");
  };
  std::vector<std::byte> prefix(std::min<std::uint64_t>(size, 8));
  read(prefix);
  const std::uint64_t length = headerLength(prefix, size, name);
  std::string header(length, '\0');
  read(std::as_writable_bytes(std::span(header)));
  HeaderReader reader = readHeader(header, size - 8 - length, name);
  // The entries are in the order of the data and leave no hole.
  return collect(reader, [&](std::uint64_t, std::vector<std::byte>& bytes) { read(bytes); });
}

TensorFile parseTensorFile(std::span<const std::byte> content, const std::string& name) {
  const std::uint64_t length =
      headerLength(content.first(std::min<std::size_t>(content.size(), 8)), content.size(), name);
  const auto header = content.subspan(8, length);
  const auto data = content.subspan(8 + length);
  HeaderReader reader =
      readHeader({reinterpret_cast<const char*>(header.data()), header.size()}, data.size(), name);
  return collect(reader, [&](std::uint64_t begin, std::vector<std::byte>& bytes) {
    std::ranges::copy(data.subspan(begin, bytes.size()), bytes.begin());
  });
}

}  // namespace skewscope
