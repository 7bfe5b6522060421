#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace skewscope::test {

/// Small data in the layout of CIFAR-10: file name -> content, `batchImages` records a batch, classes in
/// turn, and the bytes of record r of batch b follow pixel() (the test set is batch 5).
inline std::uint8_t pixel(std::size_t batch, std::size_t record, std::size_t channel, std::size_t position) {
  return static_cast<std::uint8_t>(batch * 41 + record * 7 + channel * 85 + position);
}
inline const char* batchName(std::size_t batch) {
  constexpr const char* kNames[] = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                                    "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"};
  return kNames[batch];
}
inline std::map<std::string, std::string> smallCifar10(std::size_t batchImages) {
  std::map<std::string, std::string> files;
  for (std::size_t b = 0; b < 6; ++b) {
    std::string& content = files[batchName(b)];
    for (std::size_t r = 0; r < batchImages; ++r) {
      content += static_cast<char>(r % 10);
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t i = 0; i < 1024; ++i) content += static_cast<char>(pixel(b, r, c, i));
      }
    }
  }
  files["batches.meta.txt"] = "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n";
  return files;
}

/// Writes a tar archive into memory, member by member.
class TarWriter {
 public:
  explicit TarWriter(bool gzip = true) : archive_(archive_write_new()) {
    if (gzip) archive_write_add_filter_gzip(archive_);
    archive_write_set_format_pax_restricted(archive_);
    archive_write_set_bytes_in_last_block(archive_, 1);  // no padding
    archive_write_open(archive_, &content_, nullptr, append, nullptr);
  }
  ~TarWriter() { archive_write_free(archive_); }
  TarWriter(const TarWriter&) = delete;
  TarWriter& operator=(const TarWriter&) = delete;

  TarWriter& file(const std::string& path, const std::string& data) {
    return member(path, AE_IFREG, data, "");
  }
  TarWriter& folder(const std::string& path) { return member(path, AE_IFDIR, "", ""); }
  TarWriter& symlink(const std::string& path, const std::string& to) {
    return member(path, AE_IFLNK, "", to);
  }
  TarWriter& hardlink(const std::string& path, const std::string& to) {
    return member(path, AE_IFREG, "", "", to);
  }
  TarWriter& pipe(const std::string& path) { return member(path, AE_IFIFO, "", ""); }
  /// A data set as in the official archive.
  TarWriter& all(const std::map<std::string, std::string>& files,
                 const std::string& root = "cifar-10-batches-bin/") {
    folder(root);
    for (const auto& [name, data] : files) file(root + name, data);
    return *this;
  }
  std::string content() {
    archive_write_close(archive_);
    return content_;
  }

 private:
  archive* archive_;
  std::string content_;

  static la_ssize_t append(archive*, void* target, const void* data, std::size_t size) {
    static_cast<std::string*>(target)->append(static_cast<const char*>(data), size);
    return static_cast<la_ssize_t>(size);
  }
  TarWriter& member(const std::string& path, unsigned type, const std::string& data,
                    const std::string& symlink, const std::string& hardlink = "") {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, path.c_str());
    archive_entry_set_filetype(entry, type);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(data.size()));
    if (!symlink.empty()) archive_entry_set_symlink(entry, symlink.c_str());
    if (!hardlink.empty()) archive_entry_set_hardlink(entry, hardlink.c_str());
    const bool written =
        archive_write_header(archive_, entry) == ARCHIVE_OK &&
        archive_write_data(archive_, data.data(), data.size()) == static_cast<la_ssize_t>(data.size());
    archive_entry_free(entry);
    if (!written) throw std::runtime_error("cannot write the archive");
    return *this;
  }
};

}  // namespace skewscope::test
