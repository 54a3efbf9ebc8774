#include "CKernels.h"
#include "Clones.h"
#include "Exponential.h"

#include <math.h>

CLONES void ckernels_layer_norm(const float *source, const float *weight, const float *bias,
                                float *target, size_t rows, size_t width, float epsilon) {
#pragma clang fp reassociate(on)
  for (size_t row = 0; row < rows; row++) {
    const float *x = source + row * width;
    float *y = target + row * width;
    float sum = 0;
    for (size_t i = 0; i < width; i++) sum += x[i];
    float mean = sum / (float)width;
    // Two passes: the one-pass form cancels when the mean is large.
    float squares = 0;
    for (size_t i = 0; i < width; i++) squares += (x[i] - mean) * (x[i] - mean);
    float inverse = 1.0f / sqrtf(squares / (float)width + epsilon);
    for (size_t i = 0; i < width; i++) y[i] = (x[i] - mean) * inverse * weight[i] + bias[i];
  }
}

CLONES void ckernels_group_sums(const float *source, size_t rows, size_t channels, size_t groups,
                                double *sums) {
#pragma clang fp reassociate(on)
  size_t width = channels / groups;
  for (size_t row = 0; row < rows; row++) {
    const float *x = source + row * channels;
    for (size_t group = 0; group < groups; group++) {
      float sum = 0, squares = 0;
      for (size_t i = 0; i < width; i++) {
        float value = x[group * width + i];
        sum += value;
        squares += value * value;
      }
      sums[2 * group] += (double)sum;
      sums[2 * group + 1] += (double)squares;
    }
  }
}

CLONES void ckernels_scale_shift(const float *source, const float *scale, const float *shift,
                                 float *target, size_t rows, size_t channels, int silu) {
  for (size_t row = 0; row < rows; row++) {
    const float *x = source + row * channels;
    float *y = target + row * channels;
    if (silu) {
      for (size_t i = 0; i < channels; i++) {
        float value = x[i] * scale[i] + shift[i];
        y[i] = value / (1.0f + exponential(-value));
      }
    } else {
      for (size_t i = 0; i < channels; i++) y[i] = x[i] * scale[i] + shift[i];
    }
  }
}
