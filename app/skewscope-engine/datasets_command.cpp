#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>

#include "app/skewscope-engine/common.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/system.h"
#include "core/data/dataset_kinds.h"
#include "core/data/datasets.h"
#include "core/data/download.h"

namespace skewscope::engine {
namespace {

struct DatasetsArguments {
  std::string check, folder;
  std::string name, kind, path, fit = "crop";
  data::DatasetOptions options;
  std::string trainList, testList;
  std::string url, target;
  std::string format = "text";
};

ParallelFor allCores() {
  return threadedFor(cpuInfo().cores);
}

int check(const DatasetsArguments& arguments) {
  const auto dataset = data::loadDataset(arguments.check, arguments.folder, allCores());
  const auto train = dataset.train.classCounts();
  const auto test = dataset.test.classCounts();
  report::Table table({{"class", "Class"},
                       {"train", "Training images", report::Align::Right},
                       {"test", "Test images", report::Align::Right}});
  for (std::size_t c = 0; c < train.size(); ++c) table.add({dataset.train.classNames[c], train[c], test[c]});
  const auto format = report::tableFormatFromText(arguments.format);
  if (format == report::TableFormat::Text) {
    fmt::print("{}: {} training and {} test images of {}x{}, digest {}\n", dataset.title,
               dataset.train.size(), dataset.test.size(), dataset.train.height, dataset.train.width,
               dataset.digest);
  }
  fmt::print("{}", table.write(format));
  return 0;
}

int list(const DatasetsArguments& arguments) {
  report::Table table({{"name", "Name"},
                       {"title", "Title"},
                       {"classes", "Classes", report::Align::Right},
                       {"train", "Training images", report::Align::Right},
                       {"test", "Test images", report::Align::Right},
                       {"kind", "Kind"},
                       {"path", "Path"},
                       {"needs", "Needs"}});
  data::readRegistry(data::registryFile());  // what is wrong with it must be said, not left out
  for (const auto& info : data::datasetInfos()) {
    std::int64_t total = 0;
    for (const auto count : info.trainPerClass) total += count;
    table.add({info.name, info.title, static_cast<std::int64_t>(info.classNames.size()), total, info.test,
               info.kind, info.path.string(), info.needsFolder ? info.whatToGive : std::string("nothing")});
  }
  fmt::print("{}", table.write(report::tableFormatFromText(arguments.format)));
  return 0;
}

void printEntry(const char* verb, const data::RegisteredDataset& set) {
  std::int64_t total = 0;
  for (const auto count : set.trainPerClass) total += count;
  fmt::print("{} {}: {} classes, {} training and {} test images of {}x{}, at {}, digest {}\n", verb, set.name,
             set.classNames.size(), total, set.test, set.height, set.width, set.path.string(), set.digest);
}

int add(const DatasetsArguments& arguments) {
  auto options = arguments.options;
  options.fit = arguments.fit == "squash" ? data::Fit::Squash : data::Fit::Crop;
  options.trainList = arguments.trainList;
  options.testList = arguments.testList;
  printEntry("Added", data::addDataset(arguments.name, arguments.kind, arguments.path, options, allCores()));
  fmt::print("Use it with: skewscope-engine train --dataset {}\n", arguments.name);
  return 0;
}

int locate(const DatasetsArguments& arguments) {
  printEntry("Found", data::locateDataset(arguments.name, arguments.path, allCores()));
  return 0;
}

// Says how far a download is, at each whole tenth.
std::function<void(std::uint64_t, std::uint64_t)> tenths() {
  return [last = std::uint64_t{0}](std::uint64_t done, std::uint64_t total) mutable {
    const std::uint64_t tenth = total == 0 ? 10 : done * 10 / total;
    if (tenth == last) return;
    last = tenth;
    fmt::print(stderr, "{} % of {:.1f} MB\n", 10 * tenth, static_cast<double>(total) / 1e6);
  };
}

int download(const DatasetsArguments& arguments) {
  data::DownloadSource source = data::downloadSource(arguments.kind);
  if (!arguments.url.empty()) source.url = arguments.url;
  data::DownloadOptions options;
  options.progress = tenths();
  const auto folder =
      arguments.target.empty() ? dataHome() / "datasets" : std::filesystem::path(arguments.target);
  fmt::print("Fetching {} into {}\n", source.url, folder.string());
  const auto file = data::download(source, folder, options);
  const auto& infos = data::datasetInfos();
  const bool known = std::ranges::any_of(
      infos, [&](const data::DatasetInfo& info) { return info.name == source.kind && !info.path.empty(); });
  if (known) {
    fmt::print("{} is whole. {} was added before and stays where it is.\n", file.string(), source.kind);
    return 0;
  }
  printEntry("Added", data::addDataset(source.kind, source.kind, file, {}, allCores()));
  fmt::print("Use it with: skewscope-engine train --dataset {}\n", source.kind);
  return 0;
}

int remove(const DatasetsArguments& arguments) {
  data::removeDataset(arguments.name);
  fmt::print("Removed {} from the list of data sets; its files are untouched.\n", arguments.name);
  return 0;
}

}  // namespace

void addDatasetsCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<DatasetsArguments>();
  CLI::App* command = app.add_subcommand("datasets", "List, check, add and find data sets");
  command->add_option("--check", arguments->check, "Open this data set and print its class counts and digest")
      ->type_name("NAME");
  command->add_option("--data-dir", arguments->folder, "Folder or archive of the data set to check")
      ->type_name("PATH");
  addFormatOption(*command, arguments->format);
  command->require_subcommand(0, 1);
  command->callback([arguments, command, &action] {
    if (!command->get_subcommands().empty()) return;  // which has set the action already
    action = [arguments] { return arguments->check.empty() ? list(*arguments) : check(*arguments); };
  });

  CLI::App* listing = command->add_subcommand("list", "List the data sets (what `datasets` alone does too)");
  addFormatOption(*listing, arguments->format);

  CLI::App* adding = command->add_subcommand("add", "Check a data set and give it a name for --dataset");
  adding->add_option("NAME", arguments->name, "1 to 63 of a-z, 0-9, \"-\" and \"_\"")->required();
  std::string kinds;
  for (const auto& kind : data::datasetKinds()) kinds += (kinds.empty() ? "" : ", ") + kind.name;
  adding->add_option("--kind", arguments->kind, kinds)->required()->type_name("KIND");
  adding
      ->add_option("--path", arguments->path,
                   "Folder or archive; for lists the folder that their paths start from")
      ->required()
      ->type_name("PATH");
  adding->add_option("--side", arguments->options.side,
                     "Side length that images are scaled to once; 0: 32, and for npy as they are");
  adding->add_option("--fit", arguments->fit, "Images that are not square: crop their centre, or squash them")
      ->check(CLI::IsMember({"crop", "squash"}));
  adding->add_option("--test-fraction", arguments->options.testFraction,
                     "Share of each class that becomes the test set, where one folder has all images");
  adding->add_option("--split-seed", arguments->options.splitSeed, "Seed of that split");
  adding->add_option("--train-list", arguments->trainList, "List of training images, \"path label\" a line")
      ->type_name("FILE");
  adding->add_option("--test-list", arguments->testList, "List of test images")->type_name("FILE");

  CLI::App* locating =
      command->add_subcommand("locate", "Find an added data set that was moved, by its digest");
  locating->add_option("NAME", arguments->name, "Its name")->required();
  locating->add_option("PATH", arguments->path, "Where it is, or a folder that it is in")->required();

  CLI::App* removing =
      command->add_subcommand("remove", "Take an added data set off the list; its files stay");
  removing->add_option("NAME", arguments->name, "Its name")->required();

  CLI::App* fetching = command->add_subcommand(
      "download",
      "Fetch CIFAR-10, CIFAR-100 or STL-10, check its SHA-256, and add it; goes on where it was stopped");
  fetching->add_option("NAME", arguments->kind, "cifar10, cifar100 or stl10")->required();
  fetching
      ->add_option("--to", arguments->target,
                   "Folder for the file; left out: datasets in the program's data folder")
      ->type_name("FOLDER");
  fetching->add_option("--url", arguments->url, "Another address of the same file")->type_name("URL");

  for (const auto& [sub, run] :
       std::initializer_list<std::pair<CLI::App*, int (*)(const DatasetsArguments&)>>{
           {listing, list}, {adding, add}, {locating, locate}, {removing, remove}, {fetching, download}}) {
    sub->callback(
        [arguments, &action, call = run] { action = [arguments, call] { return call(*arguments); }; });
  }
}

}  // namespace skewscope::engine
