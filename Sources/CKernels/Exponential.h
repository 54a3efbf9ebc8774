// e^x in single precision, written so that a loop around it vectorises.
#ifndef MAQUETTE_CKERNELS_EXPONENTIAL_H
#define MAQUETTE_CKERNELS_EXPONENTIAL_H

#include <stdint.h>
#include <string.h>

// x = n ln 2 + r with |r| ≤ ln 2 / 2; e^r by its Taylor polynomial of degree 7, whose remainder there
// is below 2^-27; 2^n through the exponent bits. Relative error ≤ 2 ulp; clamps to the normal range;
// not a number where x is none.
static inline __attribute__((always_inline)) float exponential(float x) {
  const float log2_e = 1.44269504088896341f;
  const float ln2_high = 0.693359375f;
  const float ln2_low = -2.12194440e-4f;
  const float round_to_integer = 12582912.0f;  // 1.5 · 2^23: adding it drops the fraction
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  // n in the lowest bits.
  float shifted = x * log2_e + round_to_integer;
  float n = shifted - round_to_integer;
  float r = (x - n * ln2_high) - n * ln2_low;
  float p = 1.0f / 5040;
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  uint32_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return p * power;
}

#endif
