// Hot loops over raw buffers, compiled for several instruction sets and chosen at load time.
// Source and target may be the same buffer where a comment says so; otherwise they don't overlap.
#ifndef MAQUETTE_CKERNELS_H
#define MAQUETTE_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "Products.h"

// Tells the processor that the thread looks again and again for what another one writes.
static inline void ckernels_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// target[i] = the IEEE half-precision number at source + 2 i, which may be misaligned.
void ckernels_half_to_float(const void *source, float *target, size_t count);

// target[i] = the bfloat16 at source + 2 i, which may be misaligned.
void ckernels_bfloat16_to_float(const void *source, float *target, size_t count);

// target[i] = source[i] rounded to the nearest half-precision number, ties to even.
void ckernels_float_to_half(const float *source, uint16_t *target, size_t count);

// target[i] = source[i] rounded to the nearest bfloat16, ties to even.
void ckernels_float_to_bfloat16(const float *source, uint16_t *target, size_t count);

// Turns blocks of 16 uniform numbers in [0, 1), multiples of 2^-24, into normal ones, in place: value i
// of a block is the radius and value i + 8 the angle of a Box–Muller pair. The bits are PyTorch's.
void ckernels_box_muller(float *values, size_t blocks);

// Activations; source and target may be the same buffer.
// x · sigmoid(x)
void ckernels_silu(const float *source, float *target, size_t count);
// x · sigmoid(1.702 x), the approximation that CLIP was trained with
void ckernels_quick_gelu(const float *source, float *target, size_t count);
// x · Φ(x) with the error function
void ckernels_gelu(const float *source, float *target, size_t count);
// x · Φ(x) by the tanh approximation
void ckernels_gelu_tanh(const float *source, float *target, size_t count);
// target [rows, width] = value · gelu(gate) for source [rows, 2 · width] = value, gate side by side
void ckernels_geglu(const float *source, float *target, size_t rows, size_t width);

// target = gradient times the derivative of an activation at source; target may be either buffer.
void ckernels_silu_gradient(const float *source, const float *gradient, float *target, size_t count);
void ckernels_quick_gelu_gradient(const float *source, const float *gradient, float *target,
                                  size_t count);
void ckernels_gelu_gradient(const float *source, const float *gradient, float *target, size_t count);
void ckernels_gelu_tanh_gradient(const float *source, const float *gradient, float *target,
                                 size_t count);
// target [rows, 2 · width] from gradient [rows, width] and source as in ckernels_geglu
void ckernels_geglu_gradient(const float *source, const float *gradient, float *target, size_t rows,
                             size_t width);

// One step of softmax over tiles of a row: scores [count] become exp(score − new maximum) in place.
// Returns their sum; *maximum is raised to the new maximum, and *rescale is what earlier sums and
// outputs are to be multiplied by. A row whose scores are all −∞ gives 0.
float ckernels_softmax_tile(float *scores, size_t count, float *maximum, float *rescale);

// target = (source − mean) / √(variance + epsilon) · weight + bias, by row of `width` features.
void ckernels_layer_norm(const float *source, const float *weight, const float *bias, float *target,
                         size_t rows, size_t width, float epsilon);

// The gradient of ckernels_layer_norm with respect to source; epsilon and width as there. Adds the
// gradients of weight and bias to weight_sums and bias_sums [width], unless they are null.
void ckernels_layer_norm_gradient(const float *source, const float *weight, const float *gradient,
                                  float *target, double *weight_sums, double *bias_sums,
                                  size_t rows, size_t width, float epsilon);

// Adds each channel's sum over `rows` pixels to sums [channels], and its sum of squares to the channels behind
// them; source is [rows, channels].
void ckernels_channel_sums(const float *source, size_t rows, size_t channels, double *sums);

// With u = source · scale[channel] + shift[channel] and slope = gradient, or gradient · SiLU'(u) if
// asked: target = slope, and slope_sums, product_sums [channels] gain Σ slope and Σ slope · source.
void ckernels_scale_shift_gradient(const float *source, const float *scale, const float *shift,
                                   const float *gradient, float *target, double *slope_sums,
                                   double *product_sums, size_t rows, size_t channels, int silu);

// target = gradient · a[channel] + source · b[channel] + c[channel]; target may be gradient.
void ckernels_combine_channels(const float *gradient, const float *source, const float *a,
                               const float *b, const float *c, float *target, size_t rows,
                               size_t channels);

// target = source · scale[channel] + shift[channel], then SiLU if asked; [rows, channels].
void ckernels_scale_shift(const float *source, const float *scale, const float *shift, float *target,
                          size_t rows, size_t channels, int silu);

// One step of Adam with decoupled weight decay (arXiv 1711.05101, algorithm 2), its numbers made ready.
typedef struct {
  // What slopes are multiplied by first.
  float scale;
  // The share of a number that weight decay leaves.
  float kept;
  // The share of the new slope in the running mean, 1 − β₁.
  float new_mean;
  // β₂ and 1 − β₂.
  float square_decay, new_square;
  // The rate over the correction of the mean, and the root of the correction of the square.
  float size, correction;
  float epsilon;
} ckernels_adam_step;

// Moves numbers against their slopes; all in place, no buffer overlaps another.
void ckernels_adam(float *numbers, const float *slopes, float *means, float *squares, size_t count,
                   ckernels_adam_step step);

// target[i] = Σ source[row · stride + i] over rows, summed in double precision.
void ckernels_column_sums(const float *source, float *target, size_t rows, size_t stride,
                          size_t columns);

#endif
