#pragma once

namespace skewscope::cuda {

/// Runs every kernel on device number `device`, on a few images and parameters, and compares with the
/// processor. Throws Error (Resource) with what does not work. Leaves the current device as it was.
void checkDevice(int device);

}  // namespace skewscope::cuda
