#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

/// A binary floating-point number of 16 bits (IEEE 754): sign, 5 bits of exponent, 10 of mantissa.
struct __half {
  std::uint16_t bits;
};

inline float __half2float(__half value) {
  const int exponent = (value.bits >> 10) & 31, mantissa = value.bits & 1023;
  float magnitude = exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -24)
                                  : std::ldexp(static_cast<float>(1024 + mantissa), exponent - 25);
  if (exponent == 31) magnitude = mantissa == 0 ? INFINITY : NAN;
  return std::copysign(magnitude, value.bits & 0x8000 ? -1.0f : 1.0f);
}

/// To the nearest, halves to even; infinity from 65520 on; NaN stays NaN.
inline __half __float2half_rn(float value) {
  const auto sign = static_cast<std::uint16_t>(std::signbit(value) ? 0x8000 : 0);
  const float magnitude = std::fabs(value);
  if (value != value) return {0x7fff};
  if (magnitude >= 65520) return {static_cast<std::uint16_t>(sign | 0x7c00)};
  // Adding a number whose last bit is worth as much as the result's rounds to that bit, halves to even. Below
  // 2^-14 the last bit of all numbers is worth 2^-24.
  const int exponent = magnitude < 0x1p-14f ? -14 : std::ilogb(magnitude);
  const float unit = std::ldexp(1.0f, exponent - 10);
  const auto units = static_cast<unsigned>(((magnitude + 0x1p23f * unit) - 0x1p23f * unit) / unit);
  // 1024 units are the mantissa's hidden bit, which counts as one of the exponent: so does a carry.
  return {static_cast<std::uint16_t>(sign | ((static_cast<unsigned>(exponent + 14) << 10) + units))};
}
