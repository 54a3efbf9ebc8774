#include "CKernels.h"
#include "Clones.h"
#include "Exponential.h"

static inline __attribute__((always_inline)) float sigmoid(float x) {
  return 1.0f / (1.0f + exponential(-x));
}

// Abramowitz and Stegun 7.1.26: |error| ≤ 1.5e-7.
static inline __attribute__((always_inline)) float error_function(float x) {
  float magnitude = x < 0 ? -x : x;
  float t = 1.0f / (1.0f + 0.3275911f * magnitude);
  float p = 1.061405429f;
  p = p * t - 1.453152027f;
  p = p * t + 1.421413741f;
  p = p * t - 0.284496736f;
  p = p * t + 0.254829592f;
  float value = 1.0f - p * t * exponential(-magnitude * magnitude);
  return x < 0 ? -value : value;
}

static inline __attribute__((always_inline)) float gelu(float x) {
  return 0.5f * x * (1.0f + error_function(x * 0.70710678118654752f));
}

CLONES void ckernels_silu(const float *source, float *target, size_t count) {
  for (size_t i = 0; i < count; i++) target[i] = source[i] * sigmoid(source[i]);
}

CLONES void ckernels_quick_gelu(const float *source, float *target, size_t count) {
  for (size_t i = 0; i < count; i++) target[i] = source[i] * sigmoid(1.702f * source[i]);
}

CLONES void ckernels_gelu(const float *source, float *target, size_t count) {
  for (size_t i = 0; i < count; i++) target[i] = gelu(source[i]);
}

CLONES void ckernels_gelu_tanh(const float *source, float *target, size_t count) {
  const float root_two_over_pi = 0.79788456080286536f;
  for (size_t i = 0; i < count; i++) {
    float x = source[i];
    // (1 + tanh u) / 2 = sigmoid(2u)
    target[i] = x * sigmoid(2.0f * root_two_over_pi * (x + 0.044715f * x * x * x));
  }
}

CLONES void ckernels_geglu(const float *source, float *target, size_t rows, size_t width) {
  for (size_t row = 0; row < rows; row++) {
    const float *value = source + row * 2 * width;
    const float *gate = value + width;
    float *out = target + row * width;
    for (size_t i = 0; i < width; i++) out[i] = value[i] * gelu(gate[i]);
  }
}

// Derivatives. With s = sigmoid(u): ds/du = s (1 − s); with Φ the normal distribution, φ its density.

static inline __attribute__((always_inline)) float gelu_slope(float x) {
  const float one_over_root_two_pi = 0.39894228040143268f;
  float density = one_over_root_two_pi * exponential(-0.5f * x * x);
  return 0.5f * (1.0f + error_function(x * 0.70710678118654752f)) + x * density;
}

CLONES void ckernels_silu_gradient(const float *source, const float *gradient, float *target,
                                   size_t count) {
  for (size_t i = 0; i < count; i++) {
    float s = sigmoid(source[i]);
    target[i] = gradient[i] * s * (1.0f + source[i] * (1.0f - s));
  }
}

CLONES void ckernels_quick_gelu_gradient(const float *source, const float *gradient, float *target,
                                         size_t count) {
  for (size_t i = 0; i < count; i++) {
    float s = sigmoid(1.702f * source[i]);
    target[i] = gradient[i] * s * (1.0f + 1.702f * source[i] * (1.0f - s));
  }
}

CLONES void ckernels_gelu_gradient(const float *source, const float *gradient, float *target,
                                   size_t count) {
  for (size_t i = 0; i < count; i++) target[i] = gradient[i] * gelu_slope(source[i]);
}

CLONES void ckernels_gelu_tanh_gradient(const float *source, const float *gradient, float *target,
                                        size_t count) {
  const float root_two_over_pi = 0.79788456080286536f;
  for (size_t i = 0; i < count; i++) {
    float x = source[i];
    float s = sigmoid(2.0f * root_two_over_pi * (x + 0.044715f * x * x * x));
    float slope = 2.0f * root_two_over_pi * (1.0f + 3.0f * 0.044715f * x * x);
    target[i] = gradient[i] * s * (1.0f + x * (1.0f - s) * slope);
  }
}

CLONES void ckernels_geglu_gradient(const float *source, const float *gradient, float *target,
                                    size_t rows, size_t width) {
  for (size_t row = 0; row < rows; row++) {
    const float *value = source + row * 2 * width;
    const float *gate = value + width;
    const float *slope = gradient + row * width;
    float *value_target = target + row * 2 * width;
    float *gate_target = value_target + width;
    for (size_t i = 0; i < width; i++) {
      value_target[i] = slope[i] * gelu(gate[i]);
      gate_target[i] = slope[i] * value[i] * gelu_slope(gate[i]);
    }
  }
}
