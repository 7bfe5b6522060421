#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>

#include "app/skewscope-engine/common.h"
#include "app/skewscope-engine/module_loader.h"
#include "core/base/system.h"

namespace skewscope::engine {
namespace {

struct ExplainArguments {
  std::string store = defaultStorePath().string();
  std::string run;
  std::int64_t image = 0;
  std::string target = "predicted";
  bool json = false;
};

void printJson(const train::Explanation& found, const store::RunRecord& record,
               const std::vector<store::RunClass>& classes) {
  nlohmann::json json{
      {"run", record.id},       {"image", found.image},   {"true_class", found.trueClass},
      {"target", found.target}, {"height", found.height}, {"width", found.width},
      {"scores", found.scores}, {"map", found.map},       {"classes", nlohmann::json::array()},
      {"predicted", nullptr}};
  for (const auto& each : classes) json["classes"].push_back(each.name);
  if (found.predicted) json["predicted"] = *found.predicted;
  fmt::print("{}\n", json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

/// The map in ten shades, a sign for each square of `step` pixels.
void printMap(const train::Explanation& found) {
  constexpr std::string_view kShades = " .:-=+*#%@";
  const int step = std::max(1, found.width / 32);
  for (int y = 0; y < found.height; y += step) {
    std::string line;
    for (int x = 0; x < found.width; x += step) {
      const float value = found.map[static_cast<std::size_t>(y) * static_cast<std::size_t>(found.width) +
                                    static_cast<std::size_t>(x)];
      line.append(2, kShades[static_cast<std::size_t>(std::clamp(value, 0.0F, 1.0F) * 9.0F)]);
    }
    fmt::print("  {}\n", line);
  }
}

int explain(const ExplainArguments& arguments) {
  store::Reader reader(arguments.store);
  const auto record = reader.run(arguments.run);
  requireTrainedHere(record, "explain");
  const auto classes = reader.classes(record.id);
  const auto found = loadTrainModule(false).explain(
      arguments.store, record.id, arguments.image,
      arguments.target == "true" ? train::ExplainedClass::True : train::ExplainedClass::Predicted);
  if (arguments.json) {
    printJson(found, record, classes);
    return 0;
  }
  const auto name = [&](int index) {
    return static_cast<std::size_t>(index) < classes.size() ? classes[static_cast<std::size_t>(index)].name
                                                            : std::to_string(index);
  };
  fmt::print("{}, test image {}: {}\n", record.name, found.image, name(found.trueClass));
  if (found.predicted) {
    fmt::print("  predicted {} with {:.1f} %\n", name(*found.predicted),
               100 * found.scores[static_cast<std::size_t>(*found.predicted)]);
  }
  fmt::print("  Grad-CAM of the {}:\n", found.target);
  printMap(found);
  return 0;
}

}  // namespace

void addExplainCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<ExplainArguments>();
  CLI::App* command =
      app.add_subcommand("explain", "Show where a run's network looks at in a test image, by Grad-CAM");
  command->add_option("run", arguments->run, "Id, its beginning, or name")->type_name("RUN")->required();
  addStoreOption(*command, arguments->store);
  command->add_option("--image", arguments->image, "Test image, in the data set's order from 0")->required();
  command->add_option("--target", arguments->target, "Whose score of the run's own head is explained")
      ->check(CLI::IsMember({"predicted", "true"}))
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "One JSON object, with the map as height x width numbers");
  command->callback([arguments, &action] { action = [arguments] { return explain(*arguments); }; });
}

}  // namespace skewscope::engine
