#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "core/base/system.h"
#include "core/spec/device_choice.h"
#include "core/spec/options.h"
#include "core/store/run_row.h"
#include "core/store/store_impl.h"

namespace skewscope::store {

namespace {

std::string trimmed(const std::string& text) {
  const auto isSpace = [](unsigned char c) { return std::isspace(c) != 0; };
  const auto first = std::find_if_not(text.begin(), text.end(), isSpace);
  const auto last = std::find_if_not(text.rbegin(), std::make_reverse_iterator(first), isSpace).base();
  return {first, last};
}

bool isColour(const std::string& text) {
  return text.size() == 7 && text[0] == '#' &&
         std::all_of(text.begin() + 1, text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

}  // namespace

void Store::rename(const std::string& run, const std::string& name) {
  impl_->connection->write([&] {
    std::string wanted = trimmed(name);
    const std::int64_t number = impl_->number(run);
    if (wanted.empty()) {
      auto row = prepare(impl_->database(), "SELECT spec FROM run WHERE number = ?1", number);
      row.executeStep();
      wanted = spec::describe(parseSpec(row.getColumn(0).getString()).spec);
    }
    execute(impl_->database(), "UPDATE run SET name = ?2 WHERE number = ?1", number, wanted);
  });
}

void Store::setNote(const std::string& run, const std::string& note) {
  impl_->edit(run, "UPDATE run SET note = ?2 WHERE number = ?1", note);
}

void Store::setColour(const std::string& run, const std::string& colour) {
  if (!colour.empty() && !isColour(colour)) {
    throw Error(ErrorKind::Usage, fmt::format("\"{}\" is no colour.", colour),
                "Write it as #rrggbb, such as #0072b2.");
  }
  impl_->edit(run, "UPDATE run SET colour = ?2 WHERE number = ?1", colour);
}

void Store::setTags(const std::string& run, const std::vector<std::string>& tags) {
  std::set<std::string> wanted;
  for (const auto& tag : tags) {
    if (auto text = trimmed(tag); !text.empty()) wanted.insert(std::move(text));
  }
  impl_->connection->write([&] {
    auto& database = impl_->database();
    const std::int64_t number = impl_->number(run);
    execute(database, "DELETE FROM run_tag WHERE run = ?1", number);
    SQLite::Statement insert(database, "INSERT INTO run_tag (run, tag) VALUES (?1, ?2)");
    for (const auto& tag : wanted) rerun(insert, number, tag);
  });
}

void Store::setArchived(const std::string& run, bool archived) {
  impl_->connection->write([&] {
    execute(impl_->database(), "UPDATE run SET archived = ?2 WHERE number = ?1", impl_->number(run),
            static_cast<int>(archived));
  });
}

void Store::setDevice(const std::string& run, const std::string& device) {
  if (!spec::deviceChoice(device))
    throw Error(ErrorKind::Usage, fmt::format("'{}' is no device.", device),
                "Write auto, cpu, cuda or cuda:0.");
  impl_->edit(run, "UPDATE run SET spec = json_set(spec, '$.device', ?2) WHERE number = ?1", device);
}

void Store::setDeleted(const std::string& run, bool deleted) {
  impl_->connection->write([&] {
    auto& database = impl_->database();
    const std::int64_t number = impl_->number(run);
    if (!deleted) {
      execute(database, "UPDATE run SET deleted_ms = NULL WHERE number = ?1", number);
      // Evaluations that it waited for; training that it waited for is the user's to ask for again.
      if (impl_->isTrained(number)) impl_->staysForEvaluations(number);
      return;
    }
    auto row =
        prepare(database, "SELECT status, ifnull(heartbeat_ms, 0), name FROM run WHERE number = ?1", number);
    row.executeStep();
    const bool running = row.getColumn(0).getString() == "running";
    if (running && isAlive(row.getColumn(1).getInt64(), nowMs(), kLeaseSilence)) {
      throw Error(ErrorKind::Usage,
                  fmt::format("The run {} is running and cannot be deleted.",
                              displayName(run, row.getColumn(2).getString())),
                  "Stop it first.");
    }
    // Without its owner an engine that comes back to life stops at its next heartbeat.
    execute(
        database,
        "UPDATE run SET deleted_ms = ifnull(deleted_ms, ?2), owner = NULL, status = iif(status = 'running', "
        "iif(EXISTS (SELECT 1 FROM trained_run WHERE trained_run.run = number), 'done', 'interrupted'), "
        "status) WHERE number = ?1",
        number, nowMs());
    execute(database, "DELETE FROM queue WHERE run = ?1", number);
  });
}

std::vector<std::string> Store::emptyBin(std::chrono::milliseconds age) {
  // The caller deletes the files: the rows must not come back after a power cut.
  return impl_->connection->writeDurably([&] {
    auto& database = impl_->database();
    const std::int64_t before = nowMs() - std::clamp<std::int64_t>(age.count(), 0, nowMs());
    std::vector<std::string> paths;
    {
      auto rows = prepare(database,
                          "SELECT checkpoint.path FROM checkpoint JOIN run ON run.number = checkpoint.run "
                          "WHERE run.deleted_ms <= ?1 ORDER BY run.number",
                          before);
      while (rows.executeStep()) paths.push_back(rows.getColumn(0).getString());
    }
    execute(database, "DELETE FROM run WHERE deleted_ms <= ?1", before);
    execute(database,
            "DELETE FROM subset WHERE digest NOT IN (SELECT subset FROM run WHERE subset IS NOT NULL)");
    return unreferenced(database, paths);
  });
}

}  // namespace skewscope::store
