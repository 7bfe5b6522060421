#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace skewscope::data {

/// One file of a data set that comes as a folder of a few files.
struct FileSpec {
  std::string name;      ///< "train.bin"
  std::size_t most = 0;  ///< no more bytes than these are read, whatever file or archive claim
  bool required = true;
};

/// How a published data set lies on disk: a folder of a certain name, or a tar archive of that folder.
struct Layout {
  std::string title;                               ///< "CIFAR-100", for errors
  std::string folder;                              ///< "cifar-100-binary"
  std::vector<FileSpec> files;                     ///< a folder is recognised by the first one
  std::int64_t mostOther = std::int64_t{1} << 20;  ///< bytes of a member of the archive that is not needed
  std::string whatToGive;  ///< advice where nothing fits: "Give the folder ... or ...tar.gz."
  std::string getAgain;    ///< advice where something is damaged
};

/// The files of one layout that were found, either still on disk or in memory.
class FileSet {
 public:
  const Layout& layout() const { return *layout_; }
  /// The folder or archive, for errors.
  const std::string& name() const { return name_; }
  bool has(const std::string& file) const;
  /// "the/folder/train.bin", for errors.
  std::string shownName(const std::string& file) const;
  /// The bytes of a file: read from disk, or handed over from memory, so call it once for each. At most
  /// `most` + 1 bytes of a file on disk, so that the caller sees that there are too many. Throws Error
  /// (Data).
  std::vector<std::byte> take(const std::string& file);
  /// Size in bytes, without reading it. Throws Error (Data).
  std::size_t sizeOf(const std::string& file) const;

 private:
  friend FileSet openFiles(const std::filesystem::path& path, const std::vector<Layout>& layouts);
  friend class ArchiveFiles;
  const Layout* layout_ = nullptr;  ///< in the vector that the caller holds
  std::string name_;
  std::filesystem::path folder_;  ///< empty: the files are in memory
  std::map<std::string, std::vector<std::byte>> contents_;
};

/// Finds the files of one of `layouts` (which must outlive the result): `path` is the folder, the folder
/// above it, or a tar archive, plain or gzip, that is read in place: nothing is unpacked to disk, and members
/// that are not needed are skipped. Throws Error (Data) if nothing fits, a required file is missing, or the
/// archive is damaged, has links, devices, absolute paths, "..", two members of one name, more than 64
/// members or members over their limit.
FileSet openFiles(const std::filesystem::path& path, const std::vector<Layout>& layouts);

/// The same of an archive in memory, for tests and fuzzing; `name` stands for it in errors.
FileSet parseArchive(std::span<const std::byte> content, const std::string& name,
                     const std::vector<Layout>& layouts);

/// At most `most` + 1 bytes of a file, so that the caller sees that there are too many. Throws Error (Data)
/// if it cannot be opened or read.
std::vector<std::byte> readFile(const std::filesystem::path& path, std::size_t most);

/// Throws Error (Data) unless the lines of `text` (blank ones and trailing blanks left out) are `expected`: a
/// list of class names that comes with a data set. `name` stands for the file.
void checkClassNames(std::span<const std::byte> text, const std::string& name,
                     const std::vector<std::string>& expected, const std::string& getAgain);

}  // namespace skewscope::data
