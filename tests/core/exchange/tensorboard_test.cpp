// What the real tensorboard package reads in our export. Skipped where no Python has it: name one that does
// in SKEWSCOPE_TENSORBOARD_PYTHON.
#include <gmock/gmock.h>

#include <cstdlib>

#include "tests/core/exchange/exported_run.h"

namespace skewscope::exchange {
namespace {

constexpr const char* kScript = R"(
import sys
from tensorboard.backend.event_processing import event_accumulator, event_file_loader
events = event_accumulator.EventAccumulator(sys.argv[1]).Reload()
for tag in sorted(events.Tags()["scalars"]):
    for event in events.Scalars(tag):
        print(f"{tag} {event.step} {event.value:.6g} {event.wall_time - events.FirstEventTimestamp():g}")
loader = event_file_loader.EventFileLoader(sys.argv[2])  # which brings values to today's form
kinds = {value.metadata.plugin_data.plugin_name for event in loader.Load() for value in event.summary.value}
print("kinds:", *kinds)
)";

TEST_F(ExportedRun, TensorBoardReadsIt) {
  const char* named = std::getenv("SKEWSCOPE_TENSORBOARD_PYTHON");
  const std::string python = named != nullptr ? named : "python3";
  if (std::system((python + " -c 'import tensorboard' > /dev/null 2>&1").c_str()) != 0)
    GTEST_SKIP() << python << " has no tensorboard; SKEWSCOPE_TENSORBOARD_PYTHON may name one that has";
  const auto file = writeEventFile(values(id_), folder_ / "run");
  test::writeContent(folder_ / "script.py", kScript);
  const std::string command = python + " " + (folder_ / "script.py").string() + " " +
                              (folder_ / "run").string() + " " + file.string() + " > " +
                              (folder_ / "out").string() + " 2> " + (folder_ / "errors").string();
  ASSERT_EQ(std::system(command.c_str()), 0) << test::contentOf(folder_ / "errors");
  EXPECT_EQ(test::contentOf(folder_ / "out"),
            "knn_accuracy 1 0.5 2.5\n"
            "knn_accuracy/cat 1 0.75 2.5\n"
            "knn_accuracy/dog/wolf 1 0.25 2.5\n"
            "loss 1 0.1 2.5\n"
            "loss 3 0.333333 4\n"
            "seconds 1 2.5 2.5\n"
            "seconds 3 1.5 4\n"
            "sharpness/cat 1 0.1 2.5\n"
            "sharpness/cat 3 0.2 4\n"
            "sharpness/dog/wolf 3 0.3 4\n"
            "kinds: scalars\n");
}

}  // namespace
}  // namespace skewscope::exchange
