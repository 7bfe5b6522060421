#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/data/cifar100.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/core/data/cifar10_files.h"

namespace skewscope::test {

/// A file of tests/data/datasets.
inline std::filesystem::path dataFile(const std::string& name) {
  return std::filesystem::path(SKEWSCOPE_TEST_DATA) / "datasets" / name;
}

/// Small data in the binary layout of CIFAR-100: classes in turn, five to a coarse class, pixel(part, record,
/// ...).
inline std::map<std::string, std::string> smallCifar100(std::size_t trainPerClass, std::size_t testPerClass) {
  std::map<std::string, std::string> files;
  for (std::size_t part = 0; part < 2; ++part) {
    std::string& content = files[part == 0 ? "train.bin" : "test.bin"];
    for (std::size_t r = 0; r < 100 * (part == 0 ? trainPerClass : testPerClass); ++r) {
      content += static_cast<char>(r % 100 / 5);
      content += static_cast<char>(r % 100);
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t i = 0; i < 1024; ++i) content += static_cast<char>(pixel(part, r, c, i));
      }
    }
  }
  std::string& names = files["fine_label_names.txt"];
  for (const auto& name : data::cifar100ClassNames()) names += name + "\n";
  return files;
}

/// The members of an archive of tests/data: file name -> content.
inline std::map<std::string, std::string> unpacked(const std::string& archiveName) {
  std::map<std::string, std::string> files;
  archive* handle = archive_read_new();
  archive_read_support_filter_gzip(handle);
  archive_read_support_format_tar(handle);
  archive_read_open_filename(handle, dataFile(archiveName).c_str(), 65536);
  archive_entry* entry = nullptr;
  while (archive_read_next_header(handle, &entry) == ARCHIVE_OK) {
    const std::string path = archive_entry_pathname(entry);
    std::string& content = files[path.substr(path.rfind('/') + 1)];
    content.resize(static_cast<std::size_t>(archive_entry_size(entry)));
    archive_read_data(handle, content.data(), content.size());
  }
  archive_read_free(handle);
  return files;
}

/// A batch of the Python version of CIFAR-10 with two images, as Python 2 pickled it.
inline std::string pickledBatch() {
  using namespace std::string_literals;
  return "\x80\x02}(U\x04"s + "datacnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\x01"s +
         "b\x87R(K\x01K\x02M\0\x0c\x86"s + "cnumpy\ndtype\nU\x02u1K\0K\x01\x87R(K\x03U\x01|NNN"s +
         "J\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\x89T\0\x18\0\0"s + std::string(2 * 3072, 'p') +
         "tbU\x06labels](K\0K\x01"s + "eu."s;
}

/// Writes files into a folder, which is made.
inline void writeFiles(const std::filesystem::path& folder, const std::map<std::string, std::string>& files) {
  std::filesystem::create_directories(folder);
  for (const auto& [name, content] : files) writeContent(folder / name, content);
}

}  // namespace skewscope::test
