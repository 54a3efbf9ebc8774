#include "CKernels.h"
#include "Clones.h"
#include "Exponential.h"

#include <math.h>

// A running maximum is a chain that the compiler won't break up by itself: sixteen chains do.
static inline __attribute__((always_inline)) float maximum_of(const float *scores, size_t count) {
  enum { lanes = 16 };
  float best[lanes];
  for (int lane = 0; lane < lanes; lane++) best[lane] = -INFINITY;
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    for (int lane = 0; lane < lanes; lane++) {
      best[lane] = scores[i + lane] > best[lane] ? scores[i + lane] : best[lane];
    }
  }
  for (; i < count; i++) best[0] = scores[i] > best[0] ? scores[i] : best[0];
  for (int lane = 1; lane < lanes; lane++) best[0] = best[lane] > best[0] ? best[lane] : best[0];
  return best[0];
}

CLONES float ckernels_softmax_tile(float *scores, size_t count, float *maximum, float *rescale) {
  float tile_maximum = maximum_of(scores, count);
  float old_maximum = *maximum;
  float new_maximum = tile_maximum > old_maximum ? tile_maximum : old_maximum;
  *rescale = 1;
  if (new_maximum == -INFINITY) {
    // What is no number is no maximum either, and stays.
    float sum = 0;
    for (size_t i = 0; i < count; i++) {
      scores[i] = scores[i] == -INFINITY ? 0.0f : scores[i];
      sum += scores[i];
    }
    return sum;
  }
  *maximum = new_maximum;
  *rescale = old_maximum == -INFINITY ? 0.0f : exponential(old_maximum - new_maximum);
  // The exponential clamps at e^-87: scores that far below the maximum must be exactly zero.
  for (size_t i = 0; i < count; i++) {
    float difference = scores[i] - new_maximum;
    scores[i] = difference < -87.0f ? 0.0f : exponential(difference);
  }
  float sum = 0;
  {
#pragma clang fp reassociate(on)
    for (size_t i = 0; i < count; i++) sum += scores[i];
  }
  return sum;
}
