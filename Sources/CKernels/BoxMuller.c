// Normal numbers from uniform ones, with the bits that PyTorch gives on x86-64 with AVX2.
//
// PyTorch's CPU generator runs Cephes' single-precision logf, sinf and cosf (S. Moshier, 1992) on
// eight lanes, and its compiler fuses some of their multiplications into the additions that follow.
// Which ones matters to the last bit: they are the calls of fmaf below, found by comparing 2^24
// values of torch 2.13.0 (AVX2 and AVX-512 agree there; its build without AVX2 uses libm and differs).
// Every other operation must round by itself, so contraction is off in this file.
#include "CKernels.h"
#include "Clones.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

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

// The natural logarithm of a normal, positive number.
static inline float cephes_log(float x) {
  // x = 2^exponent · mantissa with the mantissa in [√½, √2), less one.
  float exponent = (float)((int32_t)(bits_of(x) >> 23) - 126);
  float mantissa = float_of((bits_of(x) & 0x807fffffu) | 0x3f000000u);
  int low = mantissa < 0.707106781186547524f;
  float m = (mantissa - 1.0f) + (low ? mantissa : 0.0f);
  exponent -= low ? 1.0f : 0.0f;

  float p = 7.0376836292e-2f;
  p = fmaf(p, m, -1.1514610310e-1f);
  p = fmaf(p, m, 1.1676998740e-1f);
  p = fmaf(p, m, -1.2420140846e-1f);
  p = fmaf(p, m, 1.4249322787e-1f);
  p = fmaf(p, m, -1.6668057665e-1f);
  p = fmaf(p, m, 2.0000714765e-1f);
  p = fmaf(p, m, -2.4999993993e-1f);
  p = fmaf(p, m, 3.3333331174e-1f);
  float square = m * m;
  // ln 2 in two parts, so that the large one times the exponent is exact.
  float tail = fmaf(p * m, square, exponent * -2.12194440e-4f);
  tail = fmaf(-square, 0.5f, tail);
  return fmaf(exponent, 0.693359375f, m + tail);
}

// The sine and cosine of an angle in [0, 8192).
static inline void cephes_sine_cosine(float angle, float *sine, float *cosine) {
  // The nearest even number of eighths of a turn, taken off in three parts of π/4.
  int32_t octant = ((int32_t)(angle * 1.27323954473516f) + 1) & ~1;
  float x = fmaf((float)octant, -0.78515625f, angle);
  x = fmaf((float)octant, -2.4187564849853515625e-4f, x);
  x = fmaf((float)octant, -3.77489497744594108e-8f, x);
  float square = x * x;

  float c = 2.443315711809948e-5f;
  c = fmaf(c, square, -1.388731625493765e-3f);
  c = fmaf(c, square, 4.166664568298827e-2f);
  c = fmaf(c * square, square, -(square * 0.5f)) + 1.0f;

  float s = -1.9515295891e-4f;
  s = fmaf(s, square, 8.3321608736e-3f);
  s = fmaf(s, square, -1.6666654611e-1f);
  s = fmaf(s * square, x, x);

  int swapped = (octant & 2) != 0;
  float upper = swapped ? c : s, right = swapped ? s : c;
  *sine = octant & 4 ? -upper : upper;
  *cosine = (octant + 2) & 4 ? -right : right;
}

CLONES void ckernels_box_muller(float *values, size_t blocks) {
  for (size_t block = 0; block < blocks; block++, values += 16) {
    for (size_t i = 0; i < 8; i++) {
      float radius = sqrtf(-2.0f * cephes_log(1.0f - values[i]));
      float sine, cosine;
      cephes_sine_cosine(values[i + 8] * 6.283185307179586f, &sine, &cosine);
      // The zero is PyTorch's mean: it turns −0 into 0.
      values[i] = radius * cosine + 0.0f;
      values[i + 8] = radius * sine + 0.0f;
    }
  }
}
