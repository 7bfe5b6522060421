#pragma once

namespace skewscope::cuda {

/// Runs every kernel on device number `device`, for every pipeline, type of values and form of the step, on a
/// few images and parameters, and compares with the processor: values of views to 1/255, norms and parameters
/// bit for bit, nearest rows exactly, batch normalisation and losses to the rounding of bfloat16. Throws
/// Error (Resource) with what does not work. Leaves the current device as it was.
void checkDevice(int device);

}  // namespace skewscope::cuda
