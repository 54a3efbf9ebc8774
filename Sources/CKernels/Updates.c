#include "CKernels.h"
#include "Clones.h"

CLONES void ckernels_adam(float *restrict numbers, const float *restrict slopes,
                          float *restrict means, float *restrict squares, size_t count,
                          ckernels_adam_step step) {
  for (size_t i = 0; i < count; i++) {
    float slope = slopes[i] * step.scale;
    float mean = means[i] + (slope - means[i]) * step.new_mean;
    float square = squares[i] * step.square_decay + slope * slope * step.new_square;
    means[i] = mean;
    squares[i] = square;
    float root = __builtin_elementwise_sqrt(square) / step.correction;
    numbers[i] = numbers[i] * step.kept - step.size * mean / (root + step.epsilon);
  }
}

CLONES void ckernels_column_sums(const float *restrict source, float *restrict target, size_t rows,
                                 size_t stride, size_t columns) {
  double sums[64];
  for (size_t start = 0; start < columns; start += 64) {
    size_t width = columns - start < 64 ? columns - start : 64;
    for (size_t i = 0; i < width; i++) sums[i] = 0;
    for (size_t row = 0; row < rows; row++) {
      const float *from = source + row * stride + start;
      for (size_t i = 0; i < width; i++) sums[i] += from[i];
    }
    for (size_t i = 0; i < width; i++) target[start + i] = (float)sums[i];
  }
}
