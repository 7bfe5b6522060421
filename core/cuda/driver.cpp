#include "core/cuda/driver.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <array>
#include <fstream>
#include <regex>

namespace skewscope::cuda {
namespace {

/// The part of the driver's interface that is asked, by its names of the last ten years (cuda.h of the
/// toolkit): every function returns 0 for success.
struct DriverFunctions {
  int (*init)(unsigned) = nullptr;
  int (*version)(int*) = nullptr;
  int (*count)(int*) = nullptr;
  int (*name)(char*, int, int) = nullptr;
  int (*memory)(std::size_t*, int) = nullptr;
  int (*attribute)(int*, int, int) = nullptr;
  int (*errorText)(int, const char**) = nullptr;
  int (*uuid)(unsigned char*, int) = nullptr;  // may be missing

  /// False if one is missing.
  bool load(void* handle) {
    const auto find = [&](auto& function, const char* symbol) {
      function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(handle, symbol));
      return function != nullptr;
    };
    find(uuid, "cuDeviceGetUuid_v2");
    return find(init, "cuInit") && find(version, "cuDriverGetVersion") && find(count, "cuDeviceGetCount") &&
           find(name, "cuDeviceGetName") && find(memory, "cuDeviceTotalMem_v2") &&
           find(attribute, "cuDeviceGetAttribute") && find(errorText, "cuGetErrorString");
  }
};

constexpr int kCapabilityMajor = 75, kCapabilityMinor = 76;  // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_...

std::string textOf(const DriverFunctions& functions, int error) {
  const char* text = nullptr;
  if (functions.errorText(error, &text) == 0 && text) return fmt::format("{} (error {})", text, error);
  return fmt::format("error {}", error);
}

/// Device::uuid. CUDA_VISIBLE_DEVICES and jobs number devices anew, each in its way.
std::string uuidOf(const DriverFunctions& functions, int device) {
  std::array<unsigned char, 16> bytes{};
  if (!functions.uuid || functions.uuid(bytes.data(), device) != 0) return {};
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

void askDevices(const DriverFunctions& functions, Driver& driver) {
  if (const int error = functions.init(0)) {
    driver.problem = fmt::format("The NVIDIA driver does not start: {}.", textOf(functions, error));
    return;
  }
  int count = 0;
  if (const int error = functions.count(&count)) {
    driver.problem =
        fmt::format("The NVIDIA driver does not count its devices: {}.", textOf(functions, error));
    return;
  }
  for (int i = 0; i < count; ++i) {
    // Devices are their numbers in this interface.
    std::array<char, 256> name{};
    std::size_t memory = 0;
    Device device;
    device.number = i;
    if (functions.name(name.data(), static_cast<int>(name.size()) - 1, i) || functions.memory(&memory, i) ||
        functions.attribute(&device.major, kCapabilityMajor, i) ||
        functions.attribute(&device.minor, kCapabilityMinor, i)) {
      continue;
    }
    device.name = name.data();
    device.memory = memory;
    device.uuid = uuidOf(functions, i);
    driver.devices.push_back(device);
  }
  if (driver.devices.empty()) driver.problem = "The NVIDIA driver has no device.";
}

}  // namespace

std::string cudaVersionText(int version) {
  return fmt::format("{}.{}", version / 1000, version % 1000 / 10);
}

std::string releaseOf(const std::string& text) {
  static const std::regex pattern(R"(Kernel Module\s[^\n]*?\s*(\d+\.\d+(\.\d+)?)\s)");
  std::smatch match;
  return std::regex_search(text, match, pattern) ? match[1].str() : std::string();
}

Driver findDriver(const std::string& library) {
  Driver driver;
  std::ifstream version("/proc/driver/nvidia/version");
  driver.release = releaseOf(std::string(std::istreambuf_iterator<char>(version), {}));
  void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    driver.problem = driver.release.empty()
                         ? "There is no NVIDIA driver."
                         : fmt::format("The NVIDIA driver {} is loaded, but its library {} cannot be.",
                                       driver.release, library);
    return driver;
  }
  driver.found = true;
  DriverFunctions functions;
  if (!functions.load(handle)) {
    driver.problem = fmt::format("{} is not the library of an NVIDIA driver.", library);
    return driver;
  }
  functions.version(&driver.cudaVersion);
  askDevices(functions, driver);
  return driver;
}

}  // namespace skewscope::cuda
