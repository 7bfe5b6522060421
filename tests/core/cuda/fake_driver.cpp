// The functions of libcuda.so.1 that findDriver() asks: a driver for CUDA $FAKE_CUDA_VERSION with two
// devices. $FAKE_CUDA_INIT is the status of cuInit, $FAKE_CUDA_DEVICES the number of devices, and device
// $FAKE_CUDA_SILENT answers nothing.
#include <cstddef>
#include <cstdio>
#include <cstdlib>

#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace {
int number(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::atoi(text) : otherwise;
}
}  // namespace

EXPORTED int cuInit(unsigned);
EXPORTED int cuDriverGetVersion(int* version);
EXPORTED int cuDeviceGetCount(int* count);
EXPORTED int cuDeviceGetName(char* name, int size, int device);
EXPORTED int cuDeviceTotalMem_v2(std::size_t* bytes, int device);
EXPORTED int cuDeviceGetAttribute(int* value, int attribute, int device);
EXPORTED int cuDeviceGetUuid_v2(unsigned char* bytes, int device);
EXPORTED int cuGetErrorString(int error, const char** text);

int cuInit(unsigned) {
  return number("FAKE_CUDA_INIT", 0);
}
int cuDriverGetVersion(int* version) {
  *version = number("FAKE_CUDA_VERSION", 13010);
  return 0;
}
int cuDeviceGetCount(int* count) {
  *count = number("FAKE_CUDA_DEVICES", 2);
  return 0;
}
int cuDeviceGetName(char* name, int size, int device) {
  if (device == number("FAKE_CUDA_SILENT", -1)) return 999;
  std::snprintf(name, static_cast<std::size_t>(size), device == 0 ? "Fake H200" : "Fake T4");
  return 0;
}
int cuDeviceTotalMem_v2(std::size_t* bytes, int device) {
  *bytes = (device == 0 ? std::size_t{140} : std::size_t{16}) << 30;
  return 0;
}
int cuDeviceGetAttribute(int* value, int attribute, int device) {
  if (attribute == 75) *value = device == 0 ? 9 : 7;
  if (attribute == 76) *value = device == 0 ? 0 : 5;
  return attribute == 75 || attribute == 76 ? 0 : 1;
}
int cuDeviceGetUuid_v2(unsigned char* bytes, int device) {
  for (int i = 0; i < 16; ++i) bytes[i] = static_cast<unsigned char>(16 * device + i);
  return 0;
}
int cuGetErrorString(int error, const char** text) {
  *text = "no CUDA-capable device is detected";
  return error == 100 ? 0 : 1;
}
