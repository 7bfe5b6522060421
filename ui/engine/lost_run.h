#pragma once

#include <QString>
#include <string>

#include "core/store/records.h"
#include "ui/engine/engine_process.h"

namespace skewscope::store {
class Store;
}

namespace skewscope::ui {

/// Why an engine is gone that ended without a word, for people.
QString reasonOf(const EngineProcess::Exit& exit);

/// What becomes of a run whose engine is gone.
enum class LostRun {
  Ended,       ///< the user takes it up
  TriedAgain,  ///< it stays in the queue
  Elsewhere    ///< our engine has not said that it has it, and somebody trains it or has done so
};

/// Ends a run that the engine left behind without ending it; a run that it did end stays as it is. `begun`:
/// our engine had it. `again`: it stays in the queue to be tried again, though not for ever. Throws Error as
/// Store does.
LostRun endLostRun(store::Store& store, const std::string& run, bool begun, bool again,
                   store::RunStatus status, const std::string& reason);

}  // namespace skewscope::ui
