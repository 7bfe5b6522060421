#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/store/connection.h"
#include "core/store/records.h"

namespace skewscope::store {

/// Writes the feature map of run `number` at `epoch`, replacing the one there was. Throws Error (Internal)
/// for lengths that do not fit each other, and for images that are not ascending.
void insertFeatureMap(SQLite::Database& database, std::int64_t number, std::int64_t epoch,
                      const FeatureMap& map);

/// Epochs at which run `number` has one, ascending.
std::vector<std::int64_t> featureMapEpochs(SQLite::Database& database, std::int64_t number);

/// That of `epoch`, or of the last epoch that has one if < 0; nothing if there is none. Throws
/// std::length_error that says which sizes do not fit.
std::optional<FeatureMap> readFeatureMap(SQLite::Database& database, std::int64_t number, std::int64_t epoch);

}  // namespace skewscope::store
