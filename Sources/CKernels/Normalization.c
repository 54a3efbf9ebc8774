#include "CKernels.h"
#include "Clones.h"
#include "Exponential.h"

#include <math.h>
#include <stdatomic.h>

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

// Adds a few rows to sums and sums of squares at once.
static inline __attribute__((always_inline)) void add_rows(const float *x, size_t rows, size_t stride,
                                                           size_t count, double *restrict sums,
                                                           double *restrict squares) {
  for (size_t i = 0; i < count; i++) {
    double sum = 0, square = 0;
#pragma clang loop unroll(full)
    for (size_t row = 0; row < rows; row++) {
      const double value = (double)x[row * stride + i];
      sum += value;
      square += value * value;
    }
    sums[i] += sum;
    squares[i] += square;
  }
}

CLONES void ckernels_channel_sums(const float *source, size_t rows, size_t channels, double *sums) {
  // Rows that are added together and asked for ahead, and channels whose sums stay in the nearest cache.
  enum { ROWS = 4, AHEAD = 16, CHANNELS = 512, LINE = 16 };
  for (size_t first = 0; first < channels; first += CHANNELS) {
    const size_t count = channels - first < CHANNELS ? channels - first : CHANNELS;
    double *sum = sums + first, *squares = sums + channels + first;
    size_t row = 0;
    for (; row + ROWS <= rows; row += ROWS) {
      // To the second cache: the nearest one waits for few lines at a time.
      for (size_t ahead = row + AHEAD; ahead < row + AHEAD + ROWS && ahead < rows; ahead++) {
        const float *line = source + ahead * channels + first;
        for (size_t i = 0; i < count; i += LINE) __builtin_prefetch(line + i, 0, 2);
      }
      add_rows(source + row * channels + first, ROWS, channels, count, sum, squares);
    }
    for (; row < rows; row++) add_rows(source + row * channels + first, 1, channels, count, sum, squares);
  }
}

// Some channels of one row.
static inline __attribute__((always_inline)) void scale_and_shift(const float *x, const float *scale,
                                                                  const float *shift, float *y,
                                                                  size_t count, int silu) {
  if (silu) {
    for (size_t i = 0; i < count; i++) {
      float value = x[i] * scale[i] + shift[i];
      y[i] = value / (1.0f + exponential(-value));
    }
  } else {
    for (size_t i = 0; i < count; i++) y[i] = x[i] * scale[i] + shift[i];
  }
}

typedef float line __attribute__((ext_vector_type(16)));

CLONES void ckernels_scale_shift(const float *source, const float *scale, const float *shift,
                                 float *target, size_t rows, size_t channels, int silu) {
  // From so many floats on, 16 MiB, results are written past the caches, a few lines at a time.
  enum { STREAMED = 4 << 20, LINE = 16, CHUNK = 16 * LINE };
  if (rows * channels < STREAMED || channels % LINE || (uintptr_t)target % sizeof(line)) {
    for (size_t row = 0; row < rows; row++) {
      const size_t start = row * channels;
      scale_and_shift(source + start, scale, shift, target + start, channels, silu);
    }
    return;
  }
  for (size_t row = 0; row < rows; row++) {
    for (size_t first = 0; first < channels; first += CHUNK) {
      const size_t count = channels - first < CHUNK ? channels - first : CHUNK;
      const size_t start = row * channels + first;
      line chunk[CHUNK / LINE];
      scale_and_shift(source + start, scale + first, shift + first, (float *)chunk, count, silu);
      for (size_t i = 0; i < count / LINE; i++) {
        __builtin_nontemporal_store(chunk[i], (line *)(target + start) + i);
      }
    }
  }
  // Other threads are to see it.
#if defined(__x86_64__)
  __builtin_ia32_sfence();
#else
  atomic_thread_fence(memory_order_release);
#endif
}

CLONES void ckernels_layer_norm_gradient(const float *source, const float *weight,
                                         const float *gradient, float *target, double *weight_sums,
                                         double *bias_sums, size_t rows, size_t width,
                                         float epsilon) {
#pragma clang fp reassociate(on)
  for (size_t row = 0; row < rows; row++) {
    const float *x = source + row * width;
    const float *g = gradient + row * width;
    float *y = target + row * width;
    float sum = 0;
    for (size_t i = 0; i < width; i++) sum += x[i];
    float mean = sum / (float)width;
    float squares = 0;
    for (size_t i = 0; i < width; i++) squares += (x[i] - mean) * (x[i] - mean);
    float inverse = 1.0f / sqrtf(squares / (float)width + epsilon);
    // With n the normalised row and s = gradient · weight: (s − mean(s) − n · mean(s n)) / deviation.
    float slopes = 0, products = 0;
    for (size_t i = 0; i < width; i++) {
      float slope = g[i] * weight[i];
      slopes += slope;
      products += slope * (x[i] - mean) * inverse;
    }
    float mean_slope = slopes / (float)width;
    float mean_product = products / (float)width;
    if (weight_sums) {
      for (size_t i = 0; i < width; i++) {
        weight_sums[i] += (double)(g[i] * (x[i] - mean) * inverse);
      }
    }
    if (bias_sums) {
      for (size_t i = 0; i < width; i++) bias_sums[i] += (double)g[i];
    }
    for (size_t i = 0; i < width; i++) {
      float normalised = (x[i] - mean) * inverse;
      y[i] = inverse * (g[i] * weight[i] - mean_slope - normalised * mean_product);
    }
  }
}

CLONES void ckernels_scale_shift_gradient(const float *source, const float *scale,
                                          const float *shift, const float *gradient, float *target,
                                          double *slope_sums, double *product_sums, size_t rows,
                                          size_t channels, int silu) {
  for (size_t row = 0; row < rows; row++) {
    const float *x = source + row * channels;
    const float *g = gradient + row * channels;
    float *y = target + row * channels;
    if (silu) {
      for (size_t i = 0; i < channels; i++) {
        float value = x[i] * scale[i] + shift[i];
        float s = 1.0f / (1.0f + exponential(-value));
        y[i] = g[i] * s * (1.0f + value * (1.0f - s));
      }
    } else {
      for (size_t i = 0; i < channels; i++) y[i] = g[i];
    }
    for (size_t i = 0; i < channels; i++) {
      slope_sums[i] += (double)y[i];
      product_sums[i] += (double)y[i] * (double)x[i];
    }
  }
}

CLONES void ckernels_combine_channels(const float *gradient, const float *source, const float *a,
                                      const float *b, const float *c, float *target, size_t rows,
                                      size_t channels) {
  for (size_t row = 0; row < rows; row++) {
    const float *g = gradient + row * channels;
    const float *x = source + row * channels;
    float *y = target + row * channels;
    for (size_t i = 0; i < channels; i++) y[i] = g[i] * a[i] + x[i] * b[i] + c[i];
  }
}
