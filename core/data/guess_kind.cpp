#include "core/data/guess_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/data/data_error.h"

namespace skewscope::data {
namespace {

namespace fs = std::filesystem;

/// A file that tells a kind, and the folder that it lies in as published.
struct Sign {
  const char* kind;
  const char* folder;
  const char* file;
};

constexpr Sign kSigns[] = {
    {"npy", "", "train_images.npy"},
    {"cifar10", "cifar-10-batches-bin", "data_batch_1.bin"},
    {"cifar10", "cifar-10-batches-py", "data_batch_1"},
    {"cifar100", "cifar-100-binary", "train.bin"},
    {"cifar100", "cifar-100-python", "train"},
    {"stl10", "stl10_binary", "train_X.bin"},
};

// "cifar-100" before "cifar-10", which its name begins with.
constexpr std::pair<const char*, const char*> kArchives[] = {
    {"cifar100", "cifar-100"}, {"cifar10", "cifar-10"}, {"stl10", "stl10"}};

bool isFile(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

bool hasFolders(const fs::path& path) {
  std::error_code error;
  for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (!it->path().filename().string().starts_with('.') && it->is_directory(ignored)) return true;
  }
  return false;
}

[[noreturn]] void noKind(const fs::path& path) {
  damaged(fmt::format("{} has the form of no kind of data set.", path.string()),
          "Choose its kind: then the error says what is missing.");
}

}  // namespace

std::string guessKind(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) damaged(fmt::format("There is no file or folder {}.", path.string()));
  if (!fs::is_directory(path, error)) {
    const std::string name = path.filename().string();
    const bool archive = name.ends_with(".tar") || name.ends_with(".tar.gz") || name.ends_with(".tgz");
    for (const auto& [kind, part] : kArchives) {
      if (archive && name.find(part) != std::string::npos) return kind;
    }
    noKind(path);
  }
  for (const Sign& sign : kSigns) {
    if (isFile(path / sign.file) || isFile(path / sign.folder / sign.file)) return sign.kind;
  }
  if (!hasFolders(path)) noKind(path);
  return "folder";
}

}  // namespace skewscope::data
