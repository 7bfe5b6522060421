#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace skewscope::cuda {

/// The CUDA version that the plug-in's kernels need of the driver, as major * 1000 + minor * 10. Drivers from
/// the 580 series on have it, and any later version of CUDA 13 is served by them.
inline constexpr int kLeastCudaVersion = 13000;
/// The least compute capability that the plug-in holds code for, as major * 10 + minor.
inline constexpr int kLeastCapability = 80;

/// One GPU.
struct Device {
  int number = 0;            ///< what CUDA calls it
  std::string name;          ///< "NVIDIA H200"
  std::uint64_t memory = 0;  ///< bytes
  int major = 0, minor = 0;  ///< compute capability
  std::string uuid{};        ///< what every process calls it, 32 hexadecimal digits; empty if not known
  bool usable() const { return 10 * major + minor >= kLeastCapability; }
};

/// What the NVIDIA driver says of itself and of its devices.
struct Driver {
  bool found = false;           ///< the driver's library could be loaded
  std::string release;          ///< of the kernel module, "580.65.06"; empty if not known
  int cudaVersion = 0;          ///< the newest CUDA that it runs, 13000 for 13.0; 0 if not known
  std::vector<Device> devices;  ///< those that answer; empty where there is a problem
  std::string problem;          ///< a sentence: why no device can be used; empty if some may be
  bool newEnough() const { return cudaVersion >= kLeastCudaVersion; }
};

/// Asks the driver's library `library`, which is loaded for it, without any part of the CUDA toolkit. Never
/// throws because of what it finds.
Driver findDriver(const std::string& library = "libcuda.so.1");

/// "13.0" of 13000.
std::string cudaVersionText(int version);

/// The release in the text of /proc/driver/nvidia/version; empty if it is not in it.
std::string releaseOf(const std::string& text);

}  // namespace skewscope::cuda
