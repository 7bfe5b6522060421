#include "core/data/cifar10.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/error.h"

namespace skewscope::data {
namespace {

constexpr std::size_t kSide = 32;
constexpr std::size_t kPlane = kSide * kSide;
constexpr std::size_t kRecord = 1 + 3 * kPlane;
constexpr std::size_t kClasses = 10;
constexpr std::size_t kBatches = 6;  // the last one is the test set
constexpr std::array<const char*, kBatches> kBatchNames = {"data_batch_1.bin", "data_batch_2.bin",
                                                           "data_batch_3.bin", "data_batch_4.bin",
                                                           "data_batch_5.bin", "test_batch.bin"};
constexpr const char* kMetaName = "batches.meta.txt";
constexpr const char* kFolder = "cifar-10-batches-bin";
constexpr std::size_t kMostMeta = 4096;
constexpr int kMostEntries = 64;  // the official archive has 9
constexpr std::int64_t kMostOther = std::int64_t{1}
                                    << 20;  // bytes of a member that is not needed (readme.html)

constexpr const char* kGetAgain =
    "Get cifar-10-binary.tar.gz again from https://www.cs.toronto.edu/~kriz/cifar.html and compare its "
    "checksum.";

[[noreturn]] void damaged(const std::string& what) {
  throw Error(ErrorKind::Data, what, kGetAgain);
}

std::size_t batchBytes(std::int64_t batchImages) {
  return static_cast<std::size_t>(batchImages) * kRecord;
}

// A length that is no whole number of records, or not the expected one.
void checkLength(const std::string& name, std::size_t bytes, std::int64_t batchImages) {
  const std::size_t records = bytes / kRecord, expected = batchBytes(batchImages);
  if (bytes % kRecord != 0) {
    damaged(fmt::format("{} ends at byte {}, inside record {} (bytes {} to {}); {} bytes were expected.",
                        name, bytes, records, records * kRecord, (records + 1) * kRecord - 1, expected));
  }
  if (bytes != expected) {
    damaged(fmt::format("{} has {} records in {} bytes; {} records in {} bytes were expected.", name, records,
                        bytes, batchImages, expected));
  }
}

void checkNames(std::string_view text, const std::string& name) {
  const auto& expected = cifar10ClassNames();
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (!line.empty()) lines.push_back(line);
  }
  for (std::size_t i = 0; i < std::max(lines.size(), expected.size()); ++i) {
    if (i >= lines.size() || i >= expected.size()) {
      damaged(fmt::format("{} names {} classes; {} were expected.", name, lines.size(), expected.size()));
    }
    if (lines[i] != expected[i]) {
      damaged(fmt::format("{}: class {} is not \"{}\"; these are other data, or the file is damaged.", name,
                          i, expected[i]));
    }
  }
}

void checkCounts(const ImageSet& set, const std::string& name, const char* part, std::int64_t expected) {
  const auto counts = set.classCounts();
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] != expected) {
      damaged(fmt::format("{}: class {} ({}) has {} {} images; {} were expected.", name, c, set.classNames[c],
                          counts[c], part, expected));
    }
  }
}

Dataset emptyDataset() {
  Dataset dataset;
  dataset.name = "cifar10";
  dataset.title = "CIFAR-10";
  for (ImageSet* set : {&dataset.train, &dataset.test}) {
    set->height = set->width = static_cast<int>(kSide);
    set->classNames = cifar10ClassNames();
  }
  // The values that the literature normalises with; the deviation is the mean of the deviations within
  // images.
  dataset.mean = {0.4914f, 0.4822f, 0.4465f};
  dataset.stddev = {0.2023f, 0.1994f, 0.2010f};
  return dataset;
}

// `content(b)` gives the bytes of batch b, whose length is checked, and may be called once for each.
Dataset assemble(const std::string& name, std::int64_t batchImages,
                 const std::function<std::vector<std::byte>(std::size_t)>& content) {
  Dataset dataset = emptyDataset();
  dataset.train.pixels.reserve((kBatches - 1) * batchBytes(batchImages));
  dataset.test.pixels.reserve(batchBytes(batchImages));
  for (std::size_t b = 0; b < kBatches; ++b) {
    const std::string batch = fmt::format("{}/{}", name, kBatchNames[b]);
    const auto bytes = content(b);
    checkLength(batch, bytes.size(), batchImages);
    appendCifar10Batch(bytes, batch, b + 1 < kBatches ? dataset.train : dataset.test);
  }
  const auto perClass = batchImages / static_cast<std::int64_t>(kClasses);
  checkCounts(dataset.train, name, "training", static_cast<std::int64_t>(kBatches - 1) * perClass);
  checkCounts(dataset.test, name, "test", perClass);
  dataset.digest = digestOf(dataset.train, dataset.test);
  return dataset;
}

// At most `most` + 1 bytes, so that the caller sees that there are too many.
std::vector<std::byte> readFile(const std::filesystem::path& path, std::size_t most) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw Error(ErrorKind::Data, fmt::format("Cannot open {}: {}.", path.string(), std::strerror(errno)),
                "Check that all files of the data set are there and may be read.");
  }
  std::vector<std::byte> bytes(most + 1);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (in.bad())
    throw Error(ErrorKind::Data, fmt::format("Cannot read {}.", path.string()), "Check the disk.");
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

Dataset readFolder(const std::filesystem::path& folder, std::int64_t batchImages) {
  const auto meta = folder / kMetaName;
  if (std::filesystem::exists(meta)) {
    const auto bytes = readFile(meta, kMostMeta);
    checkNames({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, meta.string());
  }
  return assemble(folder.string(), batchImages, [&](std::size_t b) {
    const auto file = folder / kBatchNames[b];
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (!error) checkLength(file.string(), static_cast<std::size_t>(size), batchImages);
    return readFile(file, batchBytes(batchImages));
  });
}

struct CloseArchive {
  void operator()(archive* handle) const { archive_read_free(handle); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

Archive newArchive() {
  Archive handle(archive_read_new());
  if (!handle) throw Error(ErrorKind::Resource, "There is no memory to read an archive.");
  // Only what the official file is. Other filters of libarchive start programs.
  archive_read_support_filter_gzip(handle.get());
  archive_read_support_format_tar(handle.get());
  return handle;
}

// What is kept of an archive.
struct Members {
  std::array<std::optional<std::vector<std::byte>>, kBatches> batches;
  std::optional<std::vector<std::byte>> meta;
};

[[noreturn]] void archiveFailed(archive* handle, const std::string& name) {
  const char* text = archive_error_string(handle);
  damaged(fmt::format("{} cannot be read past byte {}: {}.", name, archive_filter_bytes(handle, -1),
                      text ? text : "unknown error"));
}

// A member's path in an error message: any bytes can stand in an archive.
std::string shown(std::string_view path) {
  std::string text(path.substr(0, 80));
  for (char& c : text) {
    if (c < ' ' || c > '~') c = '?';
  }
  return text;
}

// The final component of a member's path if its folder is cifar-10-batches-bin, else nothing. Refuses paths
// that lead out of the archive: nothing is written here, but such a file is not what it says it is.
std::string_view memberName(std::string_view path, const std::string& name) {
  std::string_view folder, last;
  if (path.starts_with('/'))
    damaged(fmt::format("{} has a member with an absolute path, {}.", name, shown(path)));
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (part == "..") damaged(fmt::format("{} has a member whose path leads out of it (\"..\").", name));
    if (part.empty() || part == ".") continue;
    folder = last;
    last = part;
  }
  return folder == kFolder ? last : std::string_view();
}

std::vector<std::byte> readMember(archive* handle, const std::string& name, std::string_view member,
                                  std::int64_t size, std::size_t most) {
  if (size < 0 || static_cast<std::uint64_t>(size) > most) {
    damaged(fmt::format("{}: member {} has {} bytes; at most {} were expected.", name, member, size, most));
  }
  std::vector<std::byte> bytes(static_cast<std::size_t>(size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const la_ssize_t got = archive_read_data(handle, bytes.data() + done, bytes.size() - done);
    if (got < 0) archiveFailed(handle, name);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  if (done < bytes.size()) {
    damaged(fmt::format("{}: member {} ends at byte {} of {}.", name, member, done, bytes.size()));
  }
  return bytes;
}

Members readMembers(archive* handle, const std::string& name, std::int64_t batchImages) {
  Members members;
  archive_entry* entry = nullptr;
  for (int entries = 0;; ++entries) {
    const int status = archive_read_next_header(handle, &entry);
    if (status == ARCHIVE_EOF) return members;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) archiveFailed(handle, name);
    if (entries == kMostEntries)
      damaged(fmt::format("{} has more than {} members; 9 were expected.", name, entries));
    // Depending on the locale only one of the two can be had.
    const char* path = archive_entry_pathname(entry);
    if (!path) path = archive_entry_pathname_utf8(entry);
    if (!path) damaged(fmt::format("{} has a member whose name cannot be read.", name));
    const std::string_view member = memberName(path, name);
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR) continue;
    if (type != AE_IFREG || archive_entry_hardlink(entry) || archive_entry_symlink(entry)) {
      damaged(fmt::format("{}: {} is a link or a device; plain files and folders were expected.", name,
                          shown(path)));
    }
    const std::int64_t size = archive_entry_size(entry);
    const auto batch = std::ranges::find(kBatchNames, member);
    std::optional<std::vector<std::byte>>* target = nullptr;
    if (batch != kBatchNames.end())
      target = &members.batches[static_cast<std::size_t>(batch - kBatchNames.begin())];
    if (member == kMetaName) target = &members.meta;
    if (!target) {
      if (size > kMostOther)
        damaged(fmt::format("{}: {} has {} bytes and is no part of CIFAR-10.", name, shown(path), size));
      continue;
    }
    if (*target) damaged(fmt::format("{} has two members named {}.", name, shown(path)));
    *target =
        readMember(handle, name, member, size, target == &members.meta ? kMostMeta : batchBytes(batchImages));
  }
}

Dataset fromArchive(archive* handle, const std::string& name, std::int64_t batchImages) {
  Members members = readMembers(handle, name, batchImages);
  for (std::size_t b = 0; b < kBatches; ++b) {
    if (!members.batches[b]) damaged(fmt::format("{} has no member {}/{}.", name, kFolder, kBatchNames[b]));
  }
  if (members.meta) {
    checkNames({reinterpret_cast<const char*>(members.meta->data()), members.meta->size()},
               fmt::format("{}/{}", name, kMetaName));
  }
  return assemble(name, batchImages, [&](std::size_t b) { return std::move(*members.batches[b]); });
}

}  // namespace

const std::vector<std::string>& cifar10ClassNames() {
  static const std::vector<std::string> names = {"airplane", "automobile", "bird",  "cat",  "deer",
                                                 "dog",      "frog",       "horse", "ship", "truck"};
  return names;
}

void appendCifar10Batch(std::span<const std::byte> content, const std::string& name, ImageSet& set) {
  if (set.height != static_cast<int>(kSide) || set.width != static_cast<int>(kSide)) {
    throw Error(ErrorKind::Internal,
                fmt::format("CIFAR-10 images do not fit into a set of {}x{}.", set.height, set.width));
  }
  const std::size_t records = content.size() / kRecord;
  if (content.size() % kRecord != 0) {
    damaged(fmt::format("{} ends at byte {}, inside record {} (bytes {} to {}).", name, content.size(),
                        records, records * kRecord, (records + 1) * kRecord - 1));
  }
  for (std::size_t r = 0; r < records; ++r) {
    const auto label = std::to_integer<unsigned>(content[r * kRecord]);
    if (label >= kClasses) {
      damaged(fmt::format("{}: record {} at byte {} has label {}; 0 to 9 were expected.", name, r,
                          r * kRecord, label));
    }
  }
  const std::size_t first = set.pixels.size();
  set.pixels.resize(first + records * 3 * kPlane);
  set.labels.reserve(set.labels.size() + records);
  std::uint8_t* out = set.pixels.data() + first;
  for (std::size_t r = 0; r < records; ++r) {
    const std::byte* record = content.data() + r * kRecord;
    set.labels.push_back(std::to_integer<std::uint16_t>(record[0]));
    for (std::size_t i = 1; i <= kPlane; ++i) {
      *out++ = std::to_integer<std::uint8_t>(record[i]);
      *out++ = std::to_integer<std::uint8_t>(record[i + kPlane]);
      *out++ = std::to_integer<std::uint8_t>(record[i + 2 * kPlane]);
    }
  }
}

Dataset parseCifar10Archive(std::span<const std::byte> content, const std::string& name,
                            std::int64_t batchImages) {
  const Archive handle = newArchive();
  if (archive_read_open_memory(handle.get(), content.data(), content.size()) != ARCHIVE_OK) {
    archiveFailed(handle.get(), name);
  }
  return fromArchive(handle.get(), name, batchImages);
}

Dataset readCifar10(const std::filesystem::path& path, std::int64_t batchImages) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    for (const auto& folder : {path, path / kFolder}) {
      if (std::filesystem::exists(folder / kBatchNames[0], error)) return readFolder(folder, batchImages);
    }
    throw Error(ErrorKind::Data,
                fmt::format("{} does not hold CIFAR-10: {} is not there.", path.string(), kBatchNames[0]),
                fmt::format("Give the folder {}, the folder above it, or cifar-10-binary.tar.gz.", kFolder));
  }
  if (!std::filesystem::is_regular_file(path, error)) {
    throw Error(ErrorKind::Data, fmt::format("There is no file or folder {}.", path.string()),
                fmt::format("Give the folder {} or cifar-10-binary.tar.gz.", kFolder));
  }
  const Archive handle = newArchive();
  if (archive_read_open_filename(handle.get(), path.c_str(), std::size_t{1} << 18) != ARCHIVE_OK) {
    archiveFailed(handle.get(), path.string());
  }
  return fromArchive(handle.get(), path.string(), batchImages);
}

}  // namespace skewscope::data
