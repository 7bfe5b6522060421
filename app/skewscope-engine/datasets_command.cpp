#include <fmt/format.h>

#include <memory>

#include "app/skewscope-engine/common.h"
#include "core/base/parallel.h"
#include "core/base/system.h"
#include "core/data/datasets.h"

namespace skewscope::engine {
namespace {

struct DatasetsArguments {
  std::string check, folder;
  std::string format = "text";
};

int check(const DatasetsArguments& arguments) {
  const auto dataset = data::loadDataset(arguments.check, arguments.folder, threadedFor(cpuInfo().cores));
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
                       {"needs", "Needs"}});
  for (const auto& info : data::datasetInfos()) {
    std::int64_t total = 0;
    for (const auto count : info.trainPerClass) total += count;
    table.add({info.name, info.title, static_cast<std::int64_t>(info.classNames.size()), total, info.test,
               info.needsFolder ? info.whatToGive : std::string("nothing")});
  }
  fmt::print("{}", table.write(report::tableFormatFromText(arguments.format)));
  return 0;
}

}  // namespace

void addDatasetsCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<DatasetsArguments>();
  CLI::App* command = app.add_subcommand("datasets", "List the data sets, or check one byte by byte");
  command->add_option("--check", arguments->check, "Open this data set and print its class counts and digest")
      ->type_name("NAME");
  command->add_option("--data-dir", arguments->folder, "Folder or archive of the data set to check")
      ->type_name("PATH");
  addFormatOption(*command, arguments->format);
  command->callback([arguments, &action] {
    action = [arguments] { return arguments->check.empty() ? list(*arguments) : check(*arguments); };
  });
}

}  // namespace skewscope::engine
