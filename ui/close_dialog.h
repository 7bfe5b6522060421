#pragma once

#include <functional>

class QWidget;

namespace skewscope::ui {

/// What happens to the run in progress when the window is closed.
enum class CloseAnswer { FinishInBackground, StopWithCheckpoint, Cancel };

/// Asks, without an event loop of its own: `answered` is called once. Replaced by tests.
using CloseQuestion = std::function<void(QWidget* parent, std::function<void(CloseAnswer)> answered)>;

/// The dialogue of three buttons.
void askOnClose(QWidget* parent, std::function<void(CloseAnswer)> answered);

}  // namespace skewscope::ui
