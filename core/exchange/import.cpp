#include "core/exchange/import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "core/base/error.h"
#include "core/exchange/csv.h"
#include "core/exchange/csv_runs.h"
#include "core/exchange/event_folders.h"
#include "core/exchange/event_run.h"

namespace skewscope::exchange {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShownNames = 20;

/// An absolute path without "." and "..", and without a slash at its end.
fs::path whole(const fs::path& path) {
  const fs::path normal = fs::absolute(path).lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

std::ifstream open(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw Error(ErrorKind::Data, fmt::format("{} cannot be read.", path.string()),
                "Check that it is there and that you may read it.");
  }
  return in;
}

std::string contentOf(const fs::path& path) {
  std::ifstream in = open(path);
  const std::uintmax_t size = fs::file_size(path);
  if (size > kMostCsvBytes)
    throw Error(ErrorKind::Data, fmt::format("{} is larger than {} MiB.", path.string(), kMostCsvBytes >> 20),
                "Import a file with fewer epochs.");
  std::string content(static_cast<std::size_t>(size), '\0');
  in.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(in.gcount()));
  return content;
}

class Finder {
 public:
  explicit Finder(const ImportOptions& options) : options_(options) {}

  void look(const fs::path& given) {
    try {
      const fs::path path = whole(given);
      if (fs::is_directory(path)) {
        lookInFolder(path);
      } else if (!fs::is_regular_file(path)) {
        throw Error(ErrorKind::Data, fmt::format("{} is no file and no folder.", path.string()),
                    "Check the path.");
      } else if (isEventFileName(path.filename().string())) {
        const fs::path folder = path.parent_path();
        takeEvents({path}, folder.filename().string(), path);
      } else {
        takeCsv(path);
      }
    } catch (const Error& error) {
      found_.problems.push_back(error.message());
    } catch (const fs::filesystem_error& error) {
      found_.problems.push_back(fmt::format("{}: {}.", shown(given.string(), 1000), error.code().message()));
    }
  }

  Found finish() {
    if (!options_.name.empty() && found_.runs.size() > 1) {
      throw Error(ErrorKind::Usage,
                  fmt::format("{} runs were found, and one name is given.", found_.runs.size()),
                  "Leave the name out, or import them one by one.");
    }
    for (const auto& [from, to] : options_.metrics) {
      const auto used = [name = from](const std::string& metric) {
        return metric == name || metric.starts_with(name + "/");
      };
      if (found_.runs.empty() || std::ranges::any_of(seen_, used)) continue;
      std::vector<std::string> names;
      for (const auto& metric : seen_) {
        if (names.size() == kShownNames) break;
        names.push_back(shown(metric));
      }
      throw Error(ErrorKind::Usage, fmt::format("No run has a metric \"{}\".", from),
                  fmt::format("Those that are there: {}{}.", fmt::join(names, ", "),
                              seen_.size() > names.size() ? ", ..." : ""));
    }
    return std::move(found_);
  }

 private:
  void lookInFolder(const fs::path& root) {
    const auto folders = findEventFolders(root, found_.remarks);
    if (folders.empty()) {
      throw Error(ErrorKind::Data, fmt::format("{} holds no event files of TensorBoard.", root.string()),
                  "They have \"tfevents\" in their names. CSV files are given one by one.");
    }
    for (const EventFolder& each : folders) {
      try {
        takeEvents(each.files, each.name, each.folder);
      } catch (const Error& error) {
        found_.problems.push_back(error.message());
      }
    }
  }

  void takeEvents(const std::vector<fs::path>& files, const std::string& name, const fs::path& source) {
    EventRun run;
    for (const fs::path& file : files) {
      std::ifstream in = open(file);
      run.addFile(in, file.string());
    }
    RawRun raw = run.finish();
    raw.name = name;
    raw.source = "TensorBoard: " + source.string();
    take(std::move(raw));
  }

  void takeCsv(const fs::path& path) {
    const std::string content = contentOf(path);
    auto runs = readCsvRuns(content, path.string(), path.stem().string(), options_);
    if (runs.empty()) throw Error(ErrorKind::Data, fmt::format("{} has no value.", path.string()));
    for (RawRun& raw : runs) {
      raw.source = "CSV: " + path.string();
      take(std::move(raw));
    }
  }

  void take(RawRun raw) {
    if (!options_.name.empty()) raw.name = options_.name;
    found_.runs.push_back(finishRun(std::move(raw), options_, seen_));
  }

  const ImportOptions& options_;
  Found found_;
  std::set<std::string> seen_;  ///< metrics as the files call them
};

}  // namespace

Found findRuns(const std::vector<fs::path>& paths, const ImportOptions& options) {
  Finder finder(options);
  for (const fs::path& path : paths) finder.look(path);
  return finder.finish();
}

bool looksImportable(const fs::path& path) {
  std::error_code unknown;
  if (fs::is_directory(path, unknown)) return true;
  std::string ending = path.extension().string();
  for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return isEventFileName(path.filename().string()) || ending == ".csv";
}

}  // namespace skewscope::exchange
