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

/// Ends a run that the engine left behind without ending it; a run that it did end stays as it is, and so
/// does one that our engine could not have because another one trains it (`begun` is false then). Whether it
/// stays in the queue to be tried again, which `again` asks for, but not for ever; else it is the user who
/// takes it up. Throws Error as Store does.
bool endLostRun(store::Store& store, const std::string& run, bool begun, bool again, store::RunStatus status,
                const std::string& reason);

}  // namespace skewscope::ui
