// Conversions between 32-bit floats and the two 16-bit formats of checkpoints.
//
// Integer arithmetic throughout, so that every clone gives the same bits and vectorises: the compiler's
// own conversion is a library call for each value where the processor has no F16C.
#include "CKernels.h"
#include "Clones.h"

#include <string.h>

static inline uint32_t bits_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static inline float float_of(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline uint16_t load16(const void *source, size_t index) {
  uint16_t bits;
  memcpy(&bits, (const char *)source + 2 * index, sizeof bits);
  return bits;
}

CLONES void ckernels_half_to_float(const void *source, float *target, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint32_t half = load16(source, i);
    uint32_t magnitude = half & 0x7fff;
    // The exponent moves from bias 15 to bias 127 by a multiplication, which also normalises subnormals.
    uint32_t scaled = bits_of(float_of(magnitude << 13) * 0x1p112f);
    uint32_t special = magnitude > 0x7bff ? 0x7f800000u : 0;
    target[i] = float_of((half & 0x8000) << 16 | scaled | special);
  }
}

CLONES void ckernels_bfloat16_to_float(const void *source, float *target, size_t count) {
  for (size_t i = 0; i < count; i++) target[i] = float_of((uint32_t)load16(source, i) << 16);
}

CLONES void ckernels_float_to_half(const float *source, uint16_t *target, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint32_t bits = bits_of(source[i]);
    uint32_t magnitude = bits & 0x7fffffff;
    // Normal halves: rebias, then add just under half a unit, or half of one when the last bit is odd.
    uint32_t normal = (magnitude - (112u << 23) + 0xfff + (magnitude >> 13 & 1)) >> 13;
    // Subnormal halves: next to 0.5 a float's last bit is worth 2^-24, a subnormal half's unit.
    uint32_t subnormal = bits_of(float_of(magnitude) + 0.5f) - 0x3f000000u;
    uint32_t special = magnitude > 0x7f800000 ? 0x7e00 | (magnitude >> 13 & 0x3ff) : 0x7c00;
    uint32_t half = magnitude < 0x38800000 ? subnormal : normal;
    half = magnitude >= 0x47800000 ? special : half;
    target[i] = (uint16_t)(bits >> 16 & 0x8000) | (uint16_t)half;
  }
}

CLONES void ckernels_float_to_bfloat16(const float *source, uint16_t *target, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint32_t bits = bits_of(source[i]);
    uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
    // A NaN whose payload lies in the lower half must not round to infinity.
    uint32_t quiet = bits >> 16 | 0x40;
    target[i] = (uint16_t)((bits & 0x7fffffff) > 0x7f800000 ? quiet : rounded);
  }
}
