#include <fmt/format.h>

#include <memory>
#include <vector>

#include "app/skewscope-engine/common.h"
#include "core/base/system.h"
#include "core/store/writer.h"

namespace skewscope::engine {
namespace {

struct QueueArguments {
  std::string store = defaultStorePath().string();
  std::string format = "text";
  std::vector<std::string> runs;
  std::string run, before;
  int priority = 0;
};

bool isSilent(const store::WorkerRecord& worker) {
  return nowMs() - worker.heartbeatMs > store::kLeaseSilence.count();
}

void printWorkers(const std::vector<store::WorkerRecord>& workers) {
  for (const auto& worker : workers) {
    fmt::print("Worker on {}, process {}: {} of {} at once{}.\n", worker.host, worker.process,
               worker.runs.size(), worker.jobs,
               isSilent(worker)   ? ", silent (killed, or its machine sleeps)"
               : worker.stopAsked ? ", stopping"
                                  : "");
  }
}

int list(const QueueArguments& arguments) {
  store::Reader reader(arguments.store);
  const auto queue = reader.queue();
  const auto format = report::tableFormatFromText(arguments.format);
  const bool people = format == report::TableFormat::Text;
  if (people) printWorkers(queue.workers);
  if (people && queue.paused) fmt::print("The queue is paused: `skewscope-engine queue resume` goes on.\n");
  if (people && queue.entries.empty()) {
    fmt::print("The queue of {} is empty. `skewscope-engine queue add RUN` puts runs in.\n", arguments.store);
    return 0;
  }
  report::Table table({{"id", "Id"},
                       {"name", "Name"},
                       {"status", "Status"},
                       {"epochs", "Epochs", report::Align::Right},
                       {"priority", "Priority", report::Align::Right},
                       {"attempts", "Attempts", report::Align::Right},
                       {"waits_for", "Waits for"}});
  for (const auto& entry : queue.entries) {
    const auto run = reader.run(entry.run);
    const auto shown = [people](const std::string& id) { return people ? id.substr(0, 8) : id; };
    table.add({shown(run.id), run.name, store::toText(run.status),
               fmt::format("{}/{}", run.epochsDone, run.spec.epochs), std::int64_t{entry.priority},
               std::int64_t{entry.attempts}, shown(entry.waitsFor)});
  }
  fmt::print("{}", table.write(format));
  return 0;
}

int add(const QueueArguments& arguments) {
  store::Writer writer(arguments.store);
  store::Reader reader(arguments.store);
  std::vector<std::string> ids;
  for (const auto& run : arguments.runs) ids.push_back(reader.run(run).id);
  writer.run([&](store::Store& s) { s.enqueue(ids, arguments.priority); });
  fmt::print("{} in the queue; `skewscope-engine work` works it off.\n", reader.queue().entries.size());
  return 0;
}

int remove(const QueueArguments& arguments) {
  store::Writer writer(arguments.store);
  for (const auto& run : arguments.runs) {
    writer.run([id = store::Reader(arguments.store).run(run).id](store::Store& s) { s.dequeue(id); });
  }
  return 0;
}

int move(const QueueArguments& arguments) {
  store::Writer writer(arguments.store);
  store::Reader reader(arguments.store);
  const std::string run = reader.run(arguments.run).id;
  const std::string before = arguments.before.empty() ? "" : reader.run(arguments.before).id;
  writer.run([&](store::Store& s) { s.moveInQueue(run, before); });
  return 0;
}

int prioritise(const QueueArguments& arguments) {
  store::Writer writer(arguments.store);
  const std::string run = store::Reader(arguments.store).run(arguments.run).id;
  writer.run([&](store::Store& s) { s.setPriority(run, arguments.priority); });
  return 0;
}

int stopWorkers(const QueueArguments& arguments) {
  store::Writer writer(arguments.store);
  int asked = 0;
  for (const auto& worker : store::Reader(arguments.store).queue().workers) {
    if (isSilent(worker)) continue;
    writer.run([&](store::Store& s) { s.askWorkerToStop(worker.id); });
    ++asked;
  }
  if (asked == 0) {
    fmt::print("No worker is on this store.\n");
  } else {
    fmt::print("Asked {} to stop; runs in progress write their checkpoints first.\n",
               asked == 1 ? "a worker" : fmt::format("{} workers", asked));
  }
  return 0;
}

int setPaused(const QueueArguments& arguments, bool paused) {
  store::Writer writer(arguments.store);
  writer.run([&](store::Store& s) { s.setQueuePaused(paused); });
  return 0;
}

}  // namespace

void addQueueCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<QueueArguments>();
  CLI::App* command = app.add_subcommand("queue", "List and change the queue of a store");
  addStoreOption(*command, arguments->store);
  addFormatOption(*command, arguments->format);
  command->require_subcommand(0, 1);
  command->callback([arguments, command, &action] {
    if (!command->get_subcommands().empty()) return;  // which has set the action already
    action = [arguments] { return list(*arguments); };
  });
  const auto sub = [&](const char* name, const char* help,
                       const std::function<int(const QueueArguments&)>& run) {
    CLI::App* made = command->add_subcommand(name, help);
    made->fallthrough();  // --store may come after it
    made->callback([arguments, &action, run] { action = [arguments, run] { return run(*arguments); }; });
    return made;
  };
  CLI::App* adding = sub("add", "Put runs that are queued, interrupted or failed at the end", add);
  adding->add_option("RUN", arguments->runs, "Ids, their beginnings, or names")->required();
  adding->add_option("--priority", arguments->priority, "Larger is earlier")->capture_default_str();
  CLI::App* removing = sub("remove", "Take runs out; one that is in progress goes on", remove);
  removing->add_option("RUN", arguments->runs, "Ids, their beginnings, or names")->required();
  CLI::App* moving = sub("move", "Move a run before another one, or to the end", move);
  moving->add_option("RUN", arguments->run, "Id, its beginning, or name")->required();
  moving->add_option("--before", arguments->before, "Run that it shall come before; takes on its priority")
      ->type_name("RUN");
  CLI::App* priority = sub("priority", "Set a run's priority", prioritise);
  priority->add_option("RUN", arguments->run, "Id, its beginning, or name")->required();
  priority->add_option("PRIORITY", arguments->priority, "Larger is earlier; 0 at first")->required();
  sub("stop", "Ask every worker on the store to write checkpoints and end, wherever it runs", stopWorkers);
  sub("pause", "Give out no runs until `queue resume`", [](const auto& a) { return setPaused(a, true); });
  sub("resume", "Give out runs again", [](const auto& a) { return setPaused(a, false); });
}

}  // namespace skewscope::engine
