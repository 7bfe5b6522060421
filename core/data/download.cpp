#include "core/data/download.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "core/base/digest.h"
#include "core/base/error.h"

namespace skewscope::data {
namespace {

namespace fs = std::filesystem;

constexpr long kConnectSeconds = 30, kSilenceSeconds = 60, kMostRedirects = 5;

std::string digestOfFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  Sha256 digest;
  std::vector<char> buffer(std::size_t{1} << 20);
  while (in) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    digest.update(std::string_view(buffer.data(), static_cast<std::size_t>(in.gcount())));
  }
  if (in.bad())
    throw Error(ErrorKind::Data, fmt::format("Cannot read {}.", path.string()), "Check the disk.");
  return digest.hex();
}

std::uint64_t sizeOf(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return error ? 0 : size;
}

struct CloseCurl {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

/// One connection that appends to a file.
class Transfer {
 public:
  Transfer(const DownloadSource& source, const fs::path& part, const DownloadOptions& options)
      : source_(source), part_(part), options_(options), done_(sizeOf(part)) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    handle_.reset(curl_easy_init());
    if (!handle_) throw Error(ErrorKind::Resource, "There is no memory for a download.");
  }

  // Nothing if all went well, else what went wrong and may go better at the next attempt. Throws what will
  // not.
  std::optional<std::string> run() {
    out_.open(part_, std::ios::binary | std::ios::app);
    if (!out_) {
      throw Error(ErrorKind::Data, fmt::format("Cannot write {}.", part_.string()),
                  "Check that the folder may be written.");
    }
    char text[CURL_ERROR_SIZE] = "";
    const std::string range = fmt::format("{}-", done_);
    CURL* curl = handle_.get();
    curl_easy_setopt(curl, CURLOPT_URL, source_.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, kMostRedirects);
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, kSilenceSeconds);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, text);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "skewscope/" SKEWSCOPE_VERSION);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Transfer::arrived);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
    if (done_ > 0) curl_easy_setopt(curl, CURLOPT_RANGE, range.c_str());
    const CURLcode code = curl_easy_perform(curl);
    out_.close();
    if (full_ || !out_) {
      throw Error(ErrorKind::Resource, fmt::format("The disk is full: cannot write {}.", part_.string()),
                  "Free some space and start again; what has arrived is kept.");
    }
    if (tooLong_) refuse(fmt::format("is longer than the {} bytes that were expected", source_.bytes));
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (status == 416) {  // it has no such range: what is here is not of this file
      std::error_code ignored;
      fs::remove(part_, ignored);
      return "the server cannot go on from here";
    }
    if (status >= 400 && status < 500 && status != 408 && status != 429) {
      refuse(fmt::format("is not given out (status {})", status));
    }
    if (code == CURLE_OK) return std::nullopt;
    if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
      refuse("is no address of http or https");
    return std::string(*text ? text : curl_easy_strerror(code));
  }

 private:
  const DownloadSource& source_;
  const fs::path& part_;
  const DownloadOptions& options_;
  std::uint64_t done_;
  std::ofstream out_;
  std::unique_ptr<CURL, CloseCurl> handle_;
  bool started_ = false, full_ = false, tooLong_ = false;

  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorKind::Data, fmt::format("{} {}.", source_.url, what),
                "Check the address, or get the file by other means and give its path.");
  }

  static std::size_t arrived(char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<Transfer*>(self)->write({data, size * count});
  }
  std::size_t write(std::string_view data) {
    if (!started_) {
      started_ = true;
      long status = 0;
      curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
      if (done_ > 0 && status != 206) {  // the server sends everything from the beginning
        out_.close();
        out_.open(part_, std::ios::binary | std::ios::trunc);
        done_ = 0;
      }
    }
    if (data.size() > source_.bytes - std::min(done_, source_.bytes)) {
      tooLong_ = true;
      return 0;
    }
    out_.write(data.data(), static_cast<std::streamsize>(data.size()));
    if (!out_) {
      full_ = true;
      return 0;
    }
    done_ += data.size();
    if (options_.progress) options_.progress(done_, source_.bytes);
    return data.size();
  }
};

}  // namespace

const std::vector<DownloadSource>& downloadSources() {
  static const std::vector<DownloadSource> sources = {
      {"cifar10", "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", "cifar-10-binary.tar.gz",
       170052171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"},
      {"cifar100", "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz", "cifar-100-binary.tar.gz",
       168513733, "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec"},
      {"stl10", "https://cs.stanford.edu/~acoates/stl10/stl10_binary.tar.gz", "stl10_binary.tar.gz",
       2640397119, "f31fd99273a1acb8609c8db427cebb1de3f71de77758cdc0e22956e1289b9866"},
  };
  return sources;
}

const DownloadSource& downloadSource(const std::string& kind) {
  const auto& sources = downloadSources();
  const auto found = std::ranges::find(sources, kind, &DownloadSource::kind);
  if (found != sources.end()) return *found;
  std::vector<std::string> kinds;
  for (const auto& source : sources) kinds.push_back(source.kind);
  throw Error(ErrorKind::Usage, fmt::format("\"{}\" cannot be downloaded.", kind),
              fmt::format("Choose one of: {}.", fmt::join(kinds, ", ")));
}

fs::path download(const DownloadSource& source, const fs::path& folder, const DownloadOptions& options) {
  std::error_code error;
  fs::create_directories(folder, error);
  const fs::path file = folder / source.file, part = folder / (source.file + ".part");
  if (fs::exists(file, error)) {
    if (sizeOf(file) == source.bytes && digestOfFile(file) == source.sha256) return file;
    throw Error(ErrorKind::Data, fmt::format("{} is there, but it is not the published file.", file.string()),
                "Move it away, and start again.");
  }
  if (sizeOf(part) > source.bytes) fs::remove(part, error);
  std::string problem = "nothing arrived";
  for (int attempt = 0; attempt < options.attempts && sizeOf(part) < source.bytes; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(std::chrono::milliseconds(options.waitMs));
    const auto failed = Transfer(source, part, options).run();
    problem = failed ? *failed : "the connection ended early";
  }
  if (sizeOf(part) < source.bytes) {
    throw Error(ErrorKind::Resource,
                fmt::format("{} of {} bytes of {} have arrived: {}.", sizeOf(part), source.bytes, source.url,
                            problem),
                "Start again: it goes on from there.");
  }
  if (digestOfFile(part) != source.sha256) {
    fs::remove(part, error);
    throw Error(ErrorKind::Data, fmt::format("{} has another checksum than the published file.", source.url),
                "Start again; if that does not help, the file was changed where it comes from.");
  }
  fs::rename(part, file, error);
  if (error) {
    throw Error(ErrorKind::Data, fmt::format("Cannot rename {}: {}.", part.string(), error.message()),
                "Check that the folder may be written.");
  }
  return file;
}

}  // namespace skewscope::data
