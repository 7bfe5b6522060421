#include "core/data/cifar_records.h"

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/data/data_error.h"
#include "core/data/pickle.h"

namespace skewscope::data {
namespace {

constexpr std::size_t kPlane = kCifarImageBytes / 3;

void checkSize(const ImageSet& set) {
  if (set.height == 32 && set.width == 32) return;
  throw Error(ErrorKind::Internal,
              fmt::format("CIFAR images do not fit into a set of {}x{}.", set.height, set.width));
}

// Three planes to pixels.
std::uint8_t* addImage(const std::byte* image, std::uint8_t* out) {
  for (std::size_t i = 0; i < kPlane; ++i) {
    for (std::size_t c = 0; c < 3; ++c) *out++ = std::to_integer<std::uint8_t>(image[i + c * kPlane]);
  }
  return out;
}

}  // namespace

void checkCifarLength(const std::string& name, std::size_t bytes, const CifarRecord& record,
                      std::int64_t images, const std::string& getAgain) {
  const std::size_t size = record.bytes(), records = bytes / size;
  const std::size_t expected = static_cast<std::size_t>(images) * size;
  if (bytes % size != 0) {
    damaged(fmt::format("{} ends at byte {}, inside record {} (bytes {} to {}); {} bytes were expected.",
                        name, bytes, records, records * size, (records + 1) * size - 1, expected),
            getAgain);
  }
  if (bytes != expected) {
    damaged(fmt::format("{} has {} records in {} bytes; {} records in {} bytes were expected.", name, records,
                        bytes, images, expected),
            getAgain);
  }
}

void appendCifarRecords(std::span<const std::byte> content, const std::string& name,
                        const CifarRecord& record, ImageSet& set, const std::string& getAgain) {
  checkSize(set);
  const std::size_t size = record.bytes(), records = content.size() / size,
                    labelBytes = record.labelBounds.size();
  if (content.size() % size != 0) {
    damaged(fmt::format("{} ends at byte {}, inside record {} (bytes {} to {}).", name, content.size(),
                        records, records * size, (records + 1) * size - 1),
            getAgain);
  }
  for (std::size_t r = 0; r < records; ++r) {
    for (std::size_t l = 0; l < labelBytes; ++l) {
      const auto label = std::to_integer<unsigned>(content[r * size + l]);
      if (label < record.labelBounds[l]) continue;
      damaged(
          fmt::format("{}: record {} at byte {} has {}label {}; 0 to {} were expected.", name, r, r * size,
                      l == record.classLabel ? "" : "coarse ", label, record.labelBounds[l] - 1),
          getAgain);
    }
  }
  const std::size_t first = set.pixels.size();
  set.pixels.resize(first + records * kCifarImageBytes);
  set.labels.reserve(set.labels.size() + records);
  std::uint8_t* out = set.pixels.data() + first;
  for (std::size_t r = 0; r < records; ++r) {
    const std::byte* start = content.data() + r * size;
    set.labels.push_back(std::to_integer<std::uint16_t>(start[record.classLabel]));
    out = addImage(start + labelBytes, out);
  }
}

void appendCifarImages(std::span<const std::byte> images, std::span<const std::uint16_t> labels,
                       ImageSet& set) {
  checkSize(set);
  set.labels.insert(set.labels.end(), labels.begin(), labels.end());
  const std::size_t first = set.pixels.size();
  set.pixels.resize(first + labels.size() * kCifarImageBytes);
  std::uint8_t* out = set.pixels.data() + first;
  for (std::size_t r = 0; r < labels.size(); ++r) out = addImage(images.data() + r * kCifarImageBytes, out);
}

void checkCounts(const ImageSet& set, const std::string& name, const char* part, std::int64_t expected,
                 const std::string& getAgain) {
  const auto counts = set.classCounts();
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] == expected) continue;
    damaged(fmt::format("{}: class {} ({}) has {} {} images; {} were expected.", name, c, set.classNames[c],
                        counts[c], part, expected),
            getAgain);
  }
}

void appendCifarPickle(std::span<const std::byte> content, const std::string& name,
                       const std::string& labelsKey, std::int64_t images, ImageSet& set,
                       const std::string& getAgain) {
  const Pickle pickle(content, name);
  const PickleValue& data = pickle.get("data", PickleValue::Kind::Array);
  const PickleValue& list = pickle.get(labelsKey, PickleValue::Kind::List);
  if (data.shape.size() != 2 || data.shape[0] != images ||
      data.shape[1] != static_cast<std::int64_t>(kCifarImageBytes)) {
    damaged(fmt::format("{}: \"data\" has another shape than {} x {}.", name, images, kCifarImageBytes),
            getAgain);
  }
  if (static_cast<std::int64_t>(list.items.size()) != images) {
    damaged(
        fmt::format("{}: \"{}\" has {} labels for {} images.", name, labelsKey, list.items.size(), images),
        getAgain);
  }
  std::vector<std::uint16_t> labels;
  labels.reserve(list.items.size());
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const PickleValue& label = *list.items[i];
    if (label.kind != PickleValue::Kind::Integer || label.integer < 0 || label.integer >= set.classes()) {
      damaged(fmt::format("{}: label {} of \"{}\" is no number from 0 to {}.", name, i, labelsKey,
                          set.classes() - 1),
              getAgain);
    }
    labels.push_back(static_cast<std::uint16_t>(label.integer));
  }
  appendCifarImages(data.bytes, labels, set);
}

void checkCifarPickleNames(std::span<const std::byte> content, const std::string& name,
                           const std::string& key, const std::vector<std::string>& expected,
                           const std::string& getAgain) {
  const Pickle pickle(content, name);
  std::string lines;
  for (const PickleValue* item : pickle.get(key, PickleValue::Kind::List).items) {
    if (item->kind != PickleValue::Kind::Text)
      damaged(fmt::format("{}: a name in \"{}\" is no text.", name, key), getAgain);
    lines.append(item->text()).append("\n");
    if (lines.size() > 65536) damaged(fmt::format("{}: \"{}\" is too long.", name, key), getAgain);
  }
  checkClassNames(std::as_bytes(std::span(lines)), name, expected, getAgain);
}

}  // namespace skewscope::data
