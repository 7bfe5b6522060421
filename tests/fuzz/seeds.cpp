// Writes the inputs that fuzzing starts from: well-formed ones, made by the code that writes such data.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "core/base/tensor_file.h"
#include "core/experiment/settings.h"
#include "core/protocol/messages.h"
#include "core/report/figure_file.h"
#include "core/spec/options.h"
#include "core/spec/presets.h"
#include "core/spec/protocols.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/core/bench/made_report.h"
#include "tests/core/data/cifar10_files.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/sizes.h"
#include "tests/fuzz/store_files.h"

namespace skewscope::fuzz {
namespace {

namespace fs = std::filesystem;

void tensorFiles(const fs::path& root) {
  fs::create_directories(root / "tensor_file");
  const auto write = [&](const char* name, const TensorFile& file) {
    writeTensorFile(root / "tensor_file" / name, file);
  };
  TensorFile file;
  write("empty", file);
  file.metadata["epoch"] = "3";
  write("metadata", file);
  file.tensors["w"] = {TensorType::Float32, {2, 1}, std::vector<std::byte>(8)};
  write("one", file);
  file.tensors["b"] = {TensorType::BFloat16, {}, std::vector<std::byte>(2)};
  file.tensors["d"] = {TensorType::Float64, {1, 1, 1}, std::vector<std::byte>(8)};
  file.tensors["i"] = {TensorType::Int64, {0}, {}};
  file.tensors["u"] = {TensorType::UInt8, {3}, std::vector<std::byte>(3)};
  write("all", file);
}

void cifar10(const fs::path& root) {
  Corpus batches(root, "cifar10_batch"), archives(root, "cifar10_archive");
  const auto files = test::smallCifar10(static_cast<std::size_t>(kCifar10BatchImages));
  batches.add(files.at("data_batch_1.bin"));
  batches.add(files.at("data_batch_1.bin").substr(0, 3073));
  batches.add("");
  archives.add(test::TarWriter(true).all(files).content());
  archives.add(test::TarWriter(true).all({{"readme.html", "text"}}).content());
  archives.add(test::TarWriter(false).all({{"batches.meta.txt", files.at("batches.meta.txt")}}).content());
  archives.add(test::TarWriter(false)
                   .symlink("cifar-10-batches-bin/data_batch_1.bin", "a")
                   .hardlink("b", "c")
                   .content());
}

void messages(const fs::path& root) {
  using namespace protocol;
  Corpus events(root, "event"), commands(root, "command");
  const std::string run = "2f1c0d9e-8a7b-4c6d-9e0f-112233445566";
  for (const Event& event :
       {Event(Started{run, "cpu", "float32", 2, 2478, 30, 20, 0, 0}),
        Event(Step{run, 3, 7, 20, 1.5, 812.25, -1}), Event(EpochDone{run, 3}), Event(Phase{run, "probe"}),
        Event(Paused{run}), Event(Resumed{run}), Event(Log{run, "warning", "\"text\"\n\xC3\xA9"}),
        Event(Ended{run, "failed", "The disk is full."})}) {
    events.add(toLine(event));
  }
  for (const Command command : {Command::Pause, Command::Resume, Command::Stop, Command::Detach}) {
    commands.add(toLine(command));
  }
}

void specs(const fs::path& root) {
  using namespace spec;
  Corpus corpus(root, "spec");
  corpus.add("{}");
  for (const Preset preset : {Preset::Quick, Preset::Paper}) {
    for (const Mode mode : {Mode::Supervised, Mode::SelfSupervised, Mode::RwSam}) {
      for (const Method method : {Method::SimSiam, Method::SimClr}) {
        corpus.add(toJson(defaults(preset, mode, method)).dump());
      }
    }
  }
  corpus.add(R"({"profile":"custom","class_counts":"9,8,7,6,5,4,3,2,1,0","class_order":"random"})");
  corpus.add(
      R"({"profile":"pareto","n":500,"ratio":0.02,"balanced_twin":true,"class_order":"9,8,7,6,5,4,3,2,1,0"})");
  corpus.add(R"({"profile":"step","n_max":900,"ratio":0.5})");
  for (const ProtocolInfo& info : protocols()) {
    EvaluationRequest request;
    request.protocols = {info.protocol};
    corpus.add(toJson(request));
  }
}

void experiments(const fs::path& root) {
  Corpus corpus(root, "experiment");
  for (const auto& info : experiment::kinds()) {
    experiment::Settings settings;
    settings.kind = info.kind;
    settings.options["epochs"] = 3;
    settings.target = "shapes";
    corpus.add(experiment::toJson(settings));
  }
}

void runsOfOthers(const fs::path& root) {
  Corpus events(root, "event_file"), tables(root, "csv_runs");
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(SKEWSCOPE_TEST_DATA) / "exchange")) {
    if (!entry.is_regular_file() || entry.path().extension() == ".json") continue;
    const std::string file = test::contentOf(entry.path());
    events.add(file);
    // Events alone, as the target puts them into records of its own: the length of the first is its low byte.
    for (std::size_t at = 0; at + 16 < file.size();) {
      const std::size_t length =
          static_cast<std::uint8_t>(file[at]) + 256U * static_cast<std::uint8_t>(file[at + 1]);
      events.add(file[at] + file.substr(at + 12, length));
      at += 16 + length;
    }
  }
  tables.add("epoch,loss,probe_accuracy,note\r\n1,0.5,,\"a, \"\"b\"\"\"\r\n2,nan,0.25,c\r\n");
  tables.add("Wall time,Step,Value\n1700000000.5,1,0.5\n");
  tables.add(
      "run,name,metric,epoch,class,class_name,value\n1,a,knn_accuracy,1,0,cat,0.5\n1,a,loss,1,,,1e-3\n");
}

void figures(const fs::path& root) {
  Corpus corpus(root, "figure");
  report::FigureSpec spec;
  spec.runs = {"2f1c0d9e-8a7b-4c6d-9e0f-112233445566"};
  spec.x = {0, 30, {0, 10, 20}};
  spec.panelLetter = "(a)";
  corpus.add(report::toJson(spec));
  const std::string origin =
      report::originJson({"Skewscope", {{spec.runs[0], "a", "b", "c", "d"}}, {}, {}, {}}, &spec);
  corpus.add(report::xmpPacket("title", "Skewscope", origin));
  corpus.add(report::svgWithOrigin("<svg></svg>", origin));
  corpus.add(report::pngWithOrigin("\x89PNG\r\n\x1a\n" + std::string(25, 'h'), origin));
  report::FigureSpec matrix;
  matrix.kind = report::FigureKind::Confusion;
  matrix.runs = {spec.runs[0], "b"};
  matrix.confusion = {
      report::ConfusionValues::Difference, "probe_accuracy",         12, report::ClassOrder::Index,
      report::CellNumbers::Shown,          report::ShareUnit::Share, 3};
  corpus.add(report::toJson(matrix));
  report::FigureSpec map;
  map.kind = report::FigureKind::Map;
  map.runs = matrix.runs;
  map.view = "components";
  map.colouring = report::MapColouring::Correct;
  map.measures = {"probe_accuracy"};
  corpus.add(report::toJson(map));
}

void benchReports(const fs::path& root) {
  bench::Report report = bench::madeReport();
  Corpus corpus(root, "bench_report");
  corpus.add(bench::toJson(report).dump());
  report.device = bench::madeDevice();
  corpus.add(bench::toJson(report).dump());
}

void stores(const fs::path& root) {
  fs::create_directories(root / "store_file");
  fs::remove(root / "store_file" / "small");
  writeSmallStore(root / "store_file" / "small");
  // Values are edited in a store of the target's own: anything does to begin with.
  Corpus(root, "store_values").add("0123456789");
}

}  // namespace
}  // namespace skewscope::fuzz

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: fuzz_seeds FOLDER\n";
    return 2;
  }
  skewscope::fuzz::tensorFiles(argv[1]);
  skewscope::fuzz::cifar10(argv[1]);
  skewscope::fuzz::datasetSeeds(argv[1]);
  skewscope::fuzz::messages(argv[1]);
  skewscope::fuzz::specs(argv[1]);
  skewscope::fuzz::experiments(argv[1]);
  skewscope::fuzz::runsOfOthers(argv[1]);
  skewscope::fuzz::figures(argv[1]);
  skewscope::fuzz::benchReports(argv[1]);
  skewscope::fuzz::stores(argv[1]);
}
