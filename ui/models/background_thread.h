#pragma once

namespace skewscope::ui {

/// Lets this thread, and threads that it starts, step back behind the window's own: where engines take every
/// core, what is read and drawn for the window would otherwise take turns with it. For good; further calls do
/// nothing. Not for the GUI thread.
void stepBehindTheWindow();

}  // namespace skewscope::ui
