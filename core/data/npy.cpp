#include "core/data/npy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fstream>
#include <functional>
#include <string_view>

#include "core/data/class_names.h"
#include "core/data/data_error.h"
#include "core/data/source_files.h"

namespace skewscope::data {
namespace {

constexpr const char* kAdvice =
    "Write it with numpy.save: images uint8 [N, H, W, 3] or [N, H, W], labels integers [N].";
constexpr std::size_t kMostDims = 4;
constexpr std::int64_t kMostDim = std::int64_t{1} << 40;

// The literal of a Python dictionary that the header is.
class HeaderText {
 public:
  HeaderText(std::string_view text, std::size_t offset, const std::string& name)
      : text_(text), offset_(offset), name_(name) {}

  [[noreturn]] void fail(const std::string& what) const {
    damaged(fmt::format("{}: the header is wrong at byte {}: {}.", name_, offset_ + at_, what), kAdvice);
  }
  void blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail(fmt::format("'{}' was expected", c));
  }
  std::string_view quoted() {
    blanks();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '\'' && quote != '"') fail("a quoted text was expected");
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail("a text has no end");
    const auto value = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return value;
  }
  bool word(std::string_view expected) {
    blanks();
    if (!text_.substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }
  std::int64_t whole() {
    blanks();
    std::int64_t value = -1;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc() || value < 0 || value > kMostDim) fail("a length from 0 on was expected");
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
  }
  // Only blanks and one line end may follow.
  void end() {
    blanks();
    if (at_ + 1 != text_.size() || text_[at_] != '\n') fail("blanks and a line end were expected");
  }

 private:
  std::string_view text_;
  std::size_t offset_, at_ = 0;
  const std::string& name_;
};

void readType(HeaderText& text, NpyHeader& header) {
  const std::string_view type = text.quoted();
  const bool known = type.size() == 3 && (type[0] == '<' || type[0] == '>' || type[0] == '|') &&
                     (type[1] == 'u' || type[1] == 'i') &&
                     (type[2] == '1' || type[2] == '2' || type[2] == '4' || type[2] == '8');
  if (!known) text.fail(fmt::format("the type \"{}\" is no integer of 1, 2, 4 or 8 bytes", shown(type)));
  header.isSigned = type[1] == 'i';
  header.itemBytes = type[2] - '0';
  header.bigEndian = type[0] == '>';
  if (type[0] == '|' && header.itemBytes > 1) text.fail("the type has no byte order");
}

void readShape(HeaderText& text, NpyHeader& header) {
  text.expect('(');
  while (!text.take(')')) {
    if (header.shape.size() == kMostDims) text.fail(fmt::format("more than {} dimensions", kMostDims));
    header.shape.push_back(text.whole());
    if (text.take(',')) continue;
    // (5) would be a number, not a tuple.
    if (header.shape.size() == 1) text.fail("',' was expected");
    text.expect(')');
    break;
  }
}

void readDictionary(HeaderText& text, NpyHeader& header) {
  bool type = false, order = false, shape = false;
  text.expect('{');
  while (!text.take('}')) {
    const std::string_view key = text.quoted();
    text.expect(':');
    bool* seen = key == "descr" ? &type : key == "fortran_order" ? &order : key == "shape" ? &shape : nullptr;
    if (!seen) text.fail(fmt::format("\"{}\" is none of the three keys", shown(key)));
    if (*seen) text.fail(fmt::format("\"{}\" is there twice", shown(key)));
    *seen = true;
    if (seen == &type) readType(text, header);
    if (seen == &shape) readShape(text, header);
    if (seen == &order && !text.word("False")) text.fail("fortran_order is not False; C order was expected");
    if (!text.take(',')) {
      text.expect('}');
      break;
    }
  }
  text.end();
  if (!type || !order || !shape) text.fail("one of descr, fortran_order and shape is missing");
}

std::uint64_t bytesToNumber(const std::byte* bytes, int count, bool bigEndian) {
  std::uint64_t value = 0;
  for (int i = 0; i < count; ++i) {
    value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * (bigEndian ? count - 1 - i : i));
  }
  return value;
}

// Height, width and whether there are three channels, checked against all limits.
ImageSet emptyImages(const NpyHeader& header, const std::string& name) {
  const auto& shape = header.shape;
  if (header.itemBytes != 1 || header.isSigned)
    damaged(fmt::format("{}: images must be uint8.", name), kAdvice);
  if (shape.size() != 3 && (shape.size() != 4 || shape[3] != 3)) {
    damaged(fmt::format("{} has shape ({}); (N, H, W, 3) or (N, H, W) was expected.", name,
                        fmt::join(shape, ", ")),
            kAdvice);
  }
  if (shape[0] < 1 || shape[0] > kMostImages) {
    damaged(fmt::format("{} has {} images; 1 to {} were expected.", name, shape[0], kMostImages), kAdvice);
  }
  if (shape[1] < 1 || shape[1] > kMostSide || shape[2] < 1 || shape[2] > kMostSide) {
    damaged(fmt::format("{} has images of {}x{}; sides of 1 to {} were expected.", name, shape[1], shape[2],
                        kMostSide),
            kAdvice);
  }
  const auto bytes = static_cast<std::uint64_t>(shape[0] * shape[1] * shape[2] * 3);
  if (bytes > kMostPixelBytes) {
    damaged(fmt::format("{} has {} bytes of pixels; at most {} are read.", name, bytes, kMostPixelBytes),
            kAdvice);
  }
  ImageSet set;
  set.height = static_cast<int>(shape[1]);
  set.width = static_cast<int>(shape[2]);
  return set;
}

// `read` fills a buffer with the elements.
ImageSet readImages(const NpyHeader& header, const std::string& name,
                    const std::function<void(std::span<std::uint8_t>)>& read) {
  ImageSet set = emptyImages(header, name);
  set.pixels.resize(header.elements * (header.shape.size() == 3 ? 3 : 1));
  read(std::span(set.pixels).first(header.elements));
  if (header.shape.size() == 3) {
    for (std::size_t i = header.elements; i-- > 0;)
      std::fill_n(set.pixels.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, set.pixels[i]);
  }
  return set;
}

ImageSet readImageFile(const std::filesystem::path& path) {
  const std::string name = path.string();
  const auto start = readFile(path, kMostNpyHeader);
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) damaged(fmt::format("Cannot read {}: {}.", name, error.message()), kAdvice);
  const NpyHeader header = parseNpyHeader(start, size, name);
  return readImages(header, name, [&](std::span<std::uint8_t> pixels) {
    std::ifstream in(path, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(header.dataOffset));
    in.read(reinterpret_cast<char*>(pixels.data()), static_cast<std::streamsize>(pixels.size()));
    if (!in || static_cast<std::size_t>(in.gcount()) != pixels.size()) {
      damaged(fmt::format("{} ends before its last image.", name), kAdvice);
    }
  });
}

}  // namespace

NpyHeader parseNpyHeader(std::span<const std::byte> start, std::uint64_t fileBytes, const std::string& name) {
  constexpr std::string_view kMagic = "\x93NUMPY";
  const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
  if (!text.starts_with(kMagic) || text.size() < 10) {
    damaged(fmt::format("{} does not start as a .npy file (byte 0).", name), kAdvice);
  }
  const int major = static_cast<unsigned char>(text[6]), minor = static_cast<unsigned char>(text[7]);
  if (major < 1 || major > 3 || minor != 0) {
    damaged(fmt::format("{} is of version {}.{} (byte 6); 1.0 to 3.0 were expected.", name, major, minor),
            kAdvice);
  }
  const int lengthBytes = major == 1 ? 2 : 4;
  const std::size_t first = 8 + static_cast<std::size_t>(lengthBytes);
  if (text.size() < first)
    damaged(fmt::format("{} ends at byte {}, inside its header.", name, text.size()), kAdvice);
  const std::uint64_t length = bytesToNumber(start.data() + 8, lengthBytes, false);
  if (length > kMostNpyHeader - first) {
    damaged(
        fmt::format("{}: a header of {} bytes (byte 8); at most {} are read.", name, length, kMostNpyHeader),
        kAdvice);
  }
  if (length > text.size() - first) {
    damaged(fmt::format("{} ends at byte {}, inside its header.", name, text.size()), kAdvice);
  }
  NpyHeader header;
  HeaderText dictionary(text.substr(first, static_cast<std::size_t>(length)), first, name);
  readDictionary(dictionary, header);
  header.dataOffset = first + length;
  header.elements = 1;
  for (const std::int64_t dim : header.shape) {
    const auto factor = static_cast<std::uint64_t>(dim);
    if (factor != 0 && header.elements > fileBytes / factor) {
      damaged(fmt::format("{} has shape ({}), more than its {} bytes hold.", name,
                          fmt::join(header.shape, ", "), fileBytes),
              kAdvice);
    }
    header.elements *= factor;
  }
  const std::uint64_t expected =
      header.dataOffset + header.elements * static_cast<std::uint64_t>(header.itemBytes);
  if (expected != fileBytes) {
    damaged(fmt::format("{} has {} bytes; its header says {}.", name, fileBytes, expected), kAdvice);
  }
  return header;
}

ImageSet parseNpyImages(std::span<const std::byte> content, const std::string& name) {
  const NpyHeader header =
      parseNpyHeader(content.first(std::min(content.size(), kMostNpyHeader)), content.size(), name);
  return readImages(header, name, [&](std::span<std::uint8_t> pixels) {
    if (!pixels.empty()) std::memcpy(pixels.data(), content.data() + header.dataOffset, pixels.size());
  });
}

std::vector<std::uint16_t> parseNpyLabels(std::span<const std::byte> content, const std::string& name) {
  const NpyHeader header =
      parseNpyHeader(content.first(std::min(content.size(), kMostNpyHeader)), content.size(), name);
  const auto& shape = header.shape;
  if (shape.size() != 1 && (shape.size() != 2 || shape[1] != 1)) {
    damaged(fmt::format("{} has shape ({}); (N,) or (N, 1) was expected.", name, fmt::join(shape, ", ")),
            kAdvice);
  }
  std::vector<std::uint16_t> labels;
  labels.reserve(header.elements);
  for (std::uint64_t i = 0; i < header.elements; ++i) {
    const std::uint64_t at = header.dataOffset + i * static_cast<std::uint64_t>(header.itemBytes);
    const std::uint64_t value = bytesToNumber(content.data() + at, header.itemBytes, header.bigEndian);
    const bool negative = header.isSigned && (value >> (8 * header.itemBytes - 1)) != 0;
    if (negative || value >= kMostClasses) {
      damaged(fmt::format("{}: label {} at byte {} is not from 0 to {}.", name, i, at, kMostClasses - 1),
              kAdvice);
    }
    labels.push_back(static_cast<std::uint16_t>(value));
  }
  return labels;
}

Dataset readNpyFolder(const std::filesystem::path& folder, const DatasetOptions& options,
                      const ParallelFor& parallel) {
  Dataset dataset;
  for (const bool train : {true, false}) {
    ImageSet& set = train ? dataset.train : dataset.test;
    const std::string part = train ? "train" : "test";
    const auto labelFile = folder / (part + "_labels.npy");
    constexpr std::size_t kMostLabelFile = static_cast<std::size_t>(kMostImages) * 8 + kMostNpyHeader;
    auto labels = parseNpyLabels(readFile(labelFile, kMostLabelFile), labelFile.string());
    const auto imageFile = folder / (part + "_images.npy");
    set = readImageFile(imageFile);
    const std::size_t images = set.pixels.size() / set.imageBytes();
    if (labels.size() != images) {
      damaged(fmt::format("{} has {} labels for the {} images of {}.", labelFile.string(), labels.size(),
                          images, imageFile.string()),
              kAdvice);
    }
    set.labels = std::move(labels);
    if (options.side > 0) resizeSet(set, options.side, options.fit, parallel);
  }
  if (dataset.train.height != dataset.test.height || dataset.train.width != dataset.test.width) {
    damaged(fmt::format("{}: training images are {}x{}, test images {}x{}.", folder.string(),
                        dataset.train.height, dataset.train.width, dataset.test.height, dataset.test.width),
            "Save both in one size, or give a side to scale them to.");
  }
  setClassNames(dataset, folder / "class_names.txt", folder.string());
  finish(dataset);
  return dataset;
}

}  // namespace skewscope::data
