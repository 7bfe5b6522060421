#include "core/data/source_files.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/data/data_error.h"

namespace skewscope::data {
namespace {

constexpr int kMostEntries = 64;  // the official archives have about ten
// Passing over members takes time: of one large and several small ones, not of many large ones.
constexpr std::int64_t kMostSmallMembers = std::int64_t{1} << 20;

struct CloseArchive {
  void operator()(archive* handle) const { archive_read_free(handle); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

Archive newArchive() {
  Archive handle(archive_read_new());
  if (!handle) throw Error(ErrorKind::Resource, "There is no memory to read an archive.");
  // Only what the official files are. Other filters of libarchive start programs.
  archive_read_support_filter_gzip(handle.get());
  archive_read_support_format_tar(handle.get());
  return handle;
}

// The last two components of a member's path. Refuses paths that lead out of the archive: nothing is written
// here, but such a file is not what it says it is.
struct MemberPath {
  std::string_view folder, name;
};

const FileSpec* specOf(const Layout& layout, std::string_view name) {
  const auto found = std::ranges::find(layout.files, name, &FileSpec::name);
  return found == layout.files.end() ? nullptr : &*found;
}

}  // namespace

/// Reads the members of one archive.
class ArchiveFiles {
 public:
  ArchiveFiles(archive* handle, std::string name, const std::vector<Layout>& layouts)
      : handle_(handle), name_(std::move(name)), layouts_(layouts), found_(layouts.size()) {}

  FileSet read() {
    archive_entry* entry = nullptr;
    for (int entries = 0;; ++entries) {
      const int status = archive_read_next_header(handle_, &entry);
      if (status == ARCHIVE_EOF) return chosen();
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) failed();
      if (entries == kMostEntries) refuse(fmt::format("{} has more than {} members.", name_, entries));
      readEntry(entry);
    }
  }

  [[noreturn]] void failed() {
    const char* text = archive_error_string(handle_);
    refuse(fmt::format("{} cannot be read past byte {}: {}.", name_, archive_filter_bytes(handle_, -1),
                       text ? shown(text) : "unknown error"));
  }

 private:
  archive* handle_;
  std::string name_;
  const std::vector<Layout>& layouts_;
  std::vector<std::map<std::string, std::vector<std::byte>>> found_;  // of each layout
  std::int64_t skipped_ = 0;                                          // bytes of members that are not needed

  [[noreturn]] void refuse(const std::string& what) { damaged(what, layouts_.front().getAgain); }

  MemberPath pathOf(std::string_view path) {
    MemberPath result;
    if (path.starts_with('/'))
      refuse(fmt::format("{} has a member with an absolute path, {}.", name_, shown(path)));
    while (!path.empty()) {
      const std::size_t end = std::min(path.find('/'), path.size());
      const std::string_view part = path.substr(0, end);
      path.remove_prefix(std::min(end + 1, path.size()));
      if (part == "..") refuse(fmt::format("{} has a member whose path leads out of it (\"..\").", name_));
      if (part.empty() || part == ".") continue;
      result = {result.name, part};
    }
    return result;
  }

  void readEntry(archive_entry* entry) {
    // Depending on the locale only one of the two can be had.
    const char* path = archive_entry_pathname(entry);
    if (!path) path = archive_entry_pathname_utf8(entry);
    if (!path) refuse(fmt::format("{} has a member whose name cannot be read.", name_));
    const MemberPath member = pathOf(path);
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR) return;
    if (type != AE_IFREG || archive_entry_hardlink(entry) || archive_entry_symlink(entry)) {
      refuse(fmt::format("{}: {} is a link or a device; plain files and folders were expected.", name_,
                         shown(path)));
    }
    const std::int64_t size = archive_entry_size(entry);
    std::int64_t mostOther = 0;
    for (std::size_t i = 0; i < layouts_.size(); ++i) {
      mostOther = std::max(mostOther, layouts_[i].mostOther);
      const FileSpec* spec = member.folder == layouts_[i].folder ? specOf(layouts_[i], member.name) : nullptr;
      if (!spec) continue;
      if (found_[i].contains(spec->name))
        refuse(fmt::format("{} has two members named {}.", name_, shown(path)));
      found_[i][spec->name] = content(*spec, size);
      return;
    }
    if (size <= mostOther) skipped_ += std::max<std::int64_t>(size, 0);
    if (size > mostOther || skipped_ > mostOther + kMostSmallMembers) {
      refuse(fmt::format("{}: {} has {} bytes and is no part of {}.", name_, shown(path), size,
                         layouts_.front().title));
    }
  }

  std::vector<std::byte> content(const FileSpec& spec, std::int64_t size) {
    if (size < 0 || static_cast<std::uint64_t>(size) > spec.most) {
      refuse(fmt::format("{}: member {} has {} bytes; at most {} were expected.", name_, spec.name, size,
                         spec.most));
    }
    std::vector<std::byte> bytes(static_cast<std::size_t>(size));
    std::size_t done = 0;
    while (done < bytes.size()) {
      const la_ssize_t got = archive_read_data(handle_, bytes.data() + done, bytes.size() - done);
      if (got < 0) failed();
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    if (done < bytes.size()) {
      refuse(fmt::format("{}: member {} ends at byte {} of {}.", name_, spec.name, done, bytes.size()));
    }
    return bytes;
  }

  // The layout of which most is there; all that it requires must be.
  FileSet chosen() {
    const auto most = std::ranges::max_element(found_, {}, [](const auto& files) { return files.size(); });
    const Layout& layout = layouts_[static_cast<std::size_t>(most - found_.begin())];
    for (const FileSpec& spec : layout.files) {
      if (spec.required && !most->contains(spec.name)) {
        damaged(fmt::format("{} has no member {}/{}.", name_, layout.folder, spec.name), layout.getAgain);
      }
    }
    FileSet set;
    set.layout_ = &layout;
    set.name_ = name_;
    set.contents_ = std::move(*most);
    return set;
  }
};

bool FileSet::has(const std::string& file) const {
  std::error_code error;
  return folder_.empty() ? contents_.contains(file) : std::filesystem::exists(folder_ / file, error);
}

std::string FileSet::shownName(const std::string& file) const {
  return folder_.empty() ? fmt::format("{}/{}", name_, file) : (folder_ / file).string();
}

std::vector<std::byte> FileSet::take(const std::string& file) {
  if (folder_.empty()) {
    auto node = contents_.extract(file);
    if (node.empty()) damaged(fmt::format("{} has no file {}.", name_, file), layout_->getAgain);
    return std::move(node.mapped());
  }
  const FileSpec* spec = specOf(*layout_, file);
  return readFile(folder_ / file, spec ? spec->most : 0);
}

std::size_t FileSet::sizeOf(const std::string& file) const {
  if (folder_.empty()) {
    const auto found = contents_.find(file);
    if (found == contents_.end()) damaged(fmt::format("{} has no file {}.", name_, file), layout_->getAgain);
    return found->second.size();
  }
  std::error_code error;
  const auto size = std::filesystem::file_size(folder_ / file, error);
  if (error) {
    damaged(fmt::format("Cannot open {}: {}.", (folder_ / file).string(), error.message()),
            "Check that all files of the data set are there and may be read.");
  }
  return static_cast<std::size_t>(size);
}

FileSet openFiles(const std::filesystem::path& path, const std::vector<Layout>& layouts) {
  std::error_code error;
  const std::string title = layouts.front().title, whatToGive = layouts.front().whatToGive;
  if (std::filesystem::is_directory(path, error)) {
    for (const Layout& layout : layouts) {
      for (const auto& folder : {path, path / layout.folder}) {
        if (!std::filesystem::exists(folder / layout.files.front().name, error)) continue;
        FileSet set;
        set.layout_ = &layout;
        set.name_ = folder.string();
        set.folder_ = folder;
        return set;
      }
    }
    damaged(fmt::format("{} does not hold {}: {} is not there.", path.string(), title,
                        layouts.front().files.front().name),
            whatToGive);
  }
  if (!std::filesystem::is_regular_file(path, error)) {
    damaged(fmt::format("There is no file or folder {}.", path.string()), whatToGive);
  }
  const Archive handle = newArchive();
  ArchiveFiles files(handle.get(), path.string(), layouts);
  if (archive_read_open_filename(handle.get(), path.c_str(), std::size_t{1} << 18) != ARCHIVE_OK)
    files.failed();
  return files.read();
}

FileSet parseArchive(std::span<const std::byte> content, const std::string& name,
                     const std::vector<Layout>& layouts) {
  const Archive handle = newArchive();
  ArchiveFiles files(handle.get(), name, layouts);
  if (archive_read_open_memory(handle.get(), content.data(), content.size()) != ARCHIVE_OK) files.failed();
  return files.read();
}

std::vector<std::byte> readFile(const std::filesystem::path& path, std::size_t most) {
  errno = 0;
  std::error_code error;
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
    damaged(fmt::format("{} is no file.", path.string()), "Check what lies in the folder of the data set.");
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    damaged(fmt::format("Cannot open {}: {}.", path.string(), std::strerror(errno)),
            "Check that all files of the data set are there and may be read.");
  }
  // Not more memory than the file has bytes: `most` can be large, and many small files are read with it.
  const auto size = std::filesystem::file_size(path, error);
  const std::size_t room = error ? most + 1 : std::min<std::size_t>(most, static_cast<std::size_t>(size)) + 1;
  std::vector<std::byte> bytes(room);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) damaged(fmt::format("Cannot read {}.", path.string()), "Check the disk.");
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

void checkClassNames(std::span<const std::byte> content, const std::string& name,
                     const std::vector<std::string>& expected, const std::string& getAgain) {
  std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
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
      damaged(fmt::format("{} names {} classes; {} were expected.", name, lines.size(), expected.size()),
              getAgain);
    }
    if (lines[i] != expected[i]) {
      damaged(fmt::format("{}: class {} is not \"{}\"; these are other data, or the file is damaged.", name,
                          i, expected[i]),
              getAgain);
    }
  }
}

}  // namespace skewscope::data
