#include "core/store/run_row.h"

#include <exception>
#include <nlohmann/json.hpp>

#include "core/spec/options.h"

namespace skewscope::store {

namespace {

/// The status of a row; one that this version does not know reads as failed, with the reason in `problem`.
RunStatus readStatus(const std::string& word, std::string& problem) {
  try {
    return statusFromText(word);
  } catch (const Error& error) {
    if (problem.empty()) problem = error.message();
    return RunStatus::Failed;
  }
}

}  // namespace

ParsedSpec parseSpec(const std::string& json) {
  static const std::string kAdvice = " Its results can be shown, but it cannot be resumed with this version.";
  ParsedSpec parsed;
  try {
    const auto value = nlohmann::json::parse(json, nullptr, false);
    if (value.is_discarded()) {
      parsed.problem = "The settings of this run are not valid JSON." + kAdvice;
    } else {
      parsed.spec = spec::fromJson(value);
    }
  } catch (const std::exception& error) {
    parsed.spec = {};
    parsed.problem = std::string("The settings of this run cannot be read: ") + error.what() + kAdvice;
  }
  return parsed;
}

std::string runColumns(int version) {
  static const std::string kColumns =
      "run.number, run.spec, run.id, run.name, run.status, run.spec_hash, run.pair_hash, run.group_hash, "
      "run.data_digest, run.subset, run.n, run.engine_version, run.device, run.precision, run.threads, "
      "run.created_ms, run.started_ms, run.ended_ms, run.heartbeat_ms, run.epochs_done, run.failure, "
      "run.note, "
      "run.colour, run.archived, run.deleted_ms, EXISTS (SELECT 1 FROM checkpoint WHERE checkpoint.run = "
      "run.number), ";
  return kColumns + (version < 5 ? "''" : "run.source");
}

RunRecord readRun(SQLite::Statement& row, const ParsedSpec& spec) {
  int column = kSpecColumn;
  const auto text = [&] { return row.getColumn(column++).getString(); };
  const auto integer = [&] { return row.getColumn(column++).getInt64(); };
  RunRecord run;
  std::string problem = spec.problem;
  run.spec = spec.spec;
  run.specJson = text();
  run.id = text();
  run.name = text();
  run.status = readStatus(text(), problem);
  run.specHash = text();
  run.pairHash = text();
  run.groupHash = text();
  run.dataDigest = text();
  run.subsetDigest = text();
  run.n = integer();
  run.engineVersion = text();
  run.device = text();
  run.precision = text();
  run.threads = static_cast<int>(integer());
  run.createdMs = integer();
  run.startedMs = integer();
  run.endedMs = integer();
  run.heartbeatMs = integer();
  run.epochsDone = integer();
  run.failure = text();
  run.note = text();
  run.colour = text();
  run.archived = integer() != 0;
  run.deletedMs = integer();
  run.hasCheckpoint = integer() != 0;
  run.source = text();
  if (!problem.empty()) run.failure += (run.failure.empty() ? "" : " ") + problem;
  return run;
}

}  // namespace skewscope::store
