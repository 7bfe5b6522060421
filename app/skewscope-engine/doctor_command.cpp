#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>

#include "app/skewscope-engine/common.h"
#include "app/skewscope-engine/gpu_findings.h"
#include "app/skewscope-engine/module_loader.h"
#include "core/base/error.h"
#include "core/base/module_file.h"
#include "core/base/system.h"
#include "core/cuda/plugin.h"
#include "core/store/store.h"

namespace skewscope::engine {
namespace {

/// Prints findings and counts those that keep the program from working.
class Findings {
 public:
  void good(const std::string& what, const std::string& found) {
    fmt::print("  ok    {:<10} {}\n", what, found);
  }
  void note(const std::string& what, const std::string& found) {
    fmt::print("  note  {:<10} {}\n", what, found);
  }
  void bad(const std::string& what, const std::string& found) {
    fmt::print("  BAD   {:<10} {}\n", what, found);
    ++bad_;
  }
  int count() const { return bad_; }

 private:
  int bad_ = 0;
};

void checkCpu(Findings& findings) {
  const CpuInfo cpu = cpuInfo();
  const char* vector = cpu.avx512 ? "AVX-512" : cpu.avx2 ? "AVX2" : "no AVX2";
  findings.good("CPU", fmt::format("{}, {} core{}, {}; training in {}", cpu.model, cpu.cores,
                                   cpu.cores == 1 ? "" : "s", vector,
                                   cpu.fastBf16()       ? "bfloat16 (computed natively)"
                                   : cpu.computesBf16() ? "float32 (bfloat16 is slower here)"
                                                        : "float32 (no native bfloat16)"));
  if (!cpu.avx2) findings.note("CPU", "without AVX2 training is several times slower.");
  std::ifstream memory("/proc/meminfo");
  std::string word;
  std::int64_t kilobytes = 0;
  while (memory >> word) {
    if (word == "MemAvailable:" && memory >> kilobytes) break;
  }
  const std::string text = fmt::format("{:.1f} GiB available", static_cast<double>(kilobytes) / (1 << 20));
  if (kilobytes < (2 << 20)) {
    findings.note("memory", text + "; below 2 GiB large networks do not fit.");
  } else {
    findings.good("memory", text);
  }
}

void checkGpu(Findings& findings) {
  const TrainingCheck training = [](int number) {
    try {
      return loadTrainModule(false).checkGpu(number);
    } catch (const Error& error) {
      train::GpuCheck none;
      none.problem = error.message();
      return none;
    }
  };
  const auto use = [](const cuda::Device& gpu) {
    return cuda::gpuUse({.number = gpu.number, .uuid = gpu.uuid}, cuda::slotFolder());
  };
  for (const GpuFinding& finding :
       gpuFindings(cuda::findDriver(), moduleFile(cuda::kPluginFile), training, use)) {
    if (finding.good) {
      findings.good("GPU", finding.text);
    } else {
      findings.note("GPU", finding.text);
    }
  }
}

void checkTorch(Findings& findings) {
  try {
    findings.good("LibTorch", loadTrainModule(false).torchVersion());
  } catch (const Error& error) {
    findings.bad("LibTorch", error.message());
  }
}

void checkStore(Findings& findings, const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    findings.note("store", fmt::format("{} does not exist yet; the first run creates it.", path.string()));
  } else {
    try {
      const auto store = store::Store::open(path);
      store::Reader reader(path);
      findings.good("store", fmt::format("{}: {} runs, {:.1f} MB", path.string(), reader.runs().size(),
                                         static_cast<double>(std::filesystem::file_size(path)) / 1e6));
      if (!store->warning().empty()) findings.note("store", store->warning());
    } catch (const Error& failure) {
      findings.bad("store", failure.message());
    }
  }
  auto folder = path.parent_path();
  while (!folder.empty() && !std::filesystem::exists(folder, error)) folder = folder.parent_path();
  const auto space = std::filesystem::space(folder.empty() ? "." : folder, error);
  if (error) return;
  const std::string text =
      fmt::format("{:.1f} GB free in {}", static_cast<double>(space.available) / 1e9, folder.string());
  if (space.available < 1'000'000'000) {
    findings.note("disk", text + "; a checkpoint of a large network takes 0.2 GB.");
  } else {
    findings.good("disk", text);
  }
}

void checkWindow(Findings& findings) {
  const auto window = executableFolder() / "skewscope";
  if (::access(window.c_str(), X_OK) == 0) {
    findings.good("window", window.string());
  } else {
    findings.note("window", "the program `skewscope` is not beside the engine; figures need it.");
  }
}

int doctor(const std::string& store) {
  fmt::print("skewscope-engine {}\n", SKEWSCOPE_VERSION);
  Findings findings;
  checkCpu(findings);
  checkGpu(findings);
  checkTorch(findings);
  checkStore(findings, store);
  checkWindow(findings);
  if (findings.count() == 0) {
    fmt::print("Everything that training needs is here.\n");
    return 0;
  }
  fmt::print("{} thing{} to mend before training works.\n", findings.count(),
             findings.count() == 1 ? "" : "s");
  return static_cast<int>(ErrorKind::Resource);
}

}  // namespace

void addDoctorCommand(CLI::App& app, Action& action) {
  auto store = std::make_shared<std::string>(defaultStorePath().string());
  CLI::App* command = app.add_subcommand(
      "doctor", "Say what was found on this machine, and what to do about what is missing");
  addStoreOption(*command, *store);
  command->callback([store, &action] { action = [store] { return doctor(*store); }; });
}

}  // namespace skewscope::engine
