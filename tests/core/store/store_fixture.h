#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/system.h"
#include "core/store/reader.h"
#include "core/store/store.h"

namespace skewscope::store {

/// A folder of its own for each test, removed afterwards.
class StoreTest : public ::testing::Test {
 protected:
  StoreTest() : folder_(std::filesystem::temp_directory_path() / ("skewscope-store-" + newUuid())) {
    std::filesystem::create_directories(folder_);
  }
  ~StoreTest() override {
    std::error_code ignored;
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(folder_, ignored);
  }

  std::filesystem::path path() const { return folder_ / "experiments.skewscope"; }
  const std::filesystem::path& folder() const { return folder_; }

  /// A raw connection that bypasses the store, to look at rows or to do harm.
  SQLite::Database raw() const { return SQLite::Database(path().string(), SQLite::OPEN_READWRITE, 5000); }

  static std::string integrity(const std::filesystem::path& file) {
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE, 5000);
    SQLite::Statement check(database, "PRAGMA integrity_check");
    check.executeStep();
    return check.getColumn(0).getString();
  }

 private:
  std::filesystem::path folder_;
};

/// What a run of three classes starts with.
inline Store::RunStart threeClasses() {
  Store::RunStart start;
  start.dataDigest = "data-digest";
  start.subsetDigest = "subset-digest";
  start.subsetIndices = {5, 0, 70000, 2147483647};
  start.classes = {{0, "cat", 900, 0}, {1, "dog", 60, 1}, {2, "owl", 9, 2}};
  start.engineVersion = "0.1.0";
  start.device = "cpu";
  start.precision = "fp32";
  start.threads = 2;
  return start;
}

/// Rows of one epoch with an accuracy and one value per class.
inline EpochRows epochRows(std::int64_t epoch, double loss, double accuracy) {
  EpochRows rows;
  rows.epoch = epoch;
  rows.metrics = {{metric::kLoss, loss}, {metric::kHeadAccuracy, accuracy}};
  rows.classMetrics = {{metric::kHeadAccuracy, {accuracy, accuracy / 2, accuracy / 4}}};
  rows.confusions = {{metric::kHeadAccuracy, {epoch, 1, 2, 3, 4, 5, 6, 7, 8}}};
  return rows;
}

/// Calls `call`, which must throw Error; returns it.
template <typename F>
Error thrownError(F&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return {ErrorKind::Internal, ""};
}

}  // namespace skewscope::store
