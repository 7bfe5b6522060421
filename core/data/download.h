#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace skewscope::data {

/// Where a published data set comes from, and what exactly must arrive.
struct DownloadSource {
  std::string kind;         ///< of datasetKinds()
  std::string url;          ///< http or https
  std::string file;         ///< "cifar-10-binary.tar.gz"
  std::uint64_t bytes = 0;  ///< its length
  std::string sha256;       ///< 64 hexadecimal digits
};

/// All sources: CIFAR-10, CIFAR-100, STL-10.
const std::vector<DownloadSource>& downloadSources();

/// By kind. Throws Error (Usage) that lists those there are.
const DownloadSource& downloadSource(const std::string& kind);

/// How a download behaves.
struct DownloadOptions {
  std::function<void(std::uint64_t done, std::uint64_t total)>
      progress;  ///< called often, on the calling thread
  int attempts =
      5;  ///< after a broken connection or an error of the server; each goes on where the last ended
  int waitMs = 2000;  ///< between attempts
};

/// Fetches a file into `folder` (made if need be) and returns its path. What has arrived is kept beside it as
/// "FILE.part", and the next call goes on from there, or from the beginning if the server cannot. Nothing
/// beyond the expected length is taken. The file gets its name only when length and SHA-256 are right. A file
/// of that name that is right already is not fetched again. Throws Error: Data if the server has other
/// content or says no, or a wrong file of that name is there; Resource if the disk is full or the connection
/// breaks in all attempts.
std::filesystem::path download(const DownloadSource& source, const std::filesystem::path& folder,
                               const DownloadOptions& options);

}  // namespace skewscope::data
