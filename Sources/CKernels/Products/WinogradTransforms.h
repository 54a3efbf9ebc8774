// The matrices Bᵀ, G and Aᵀ of F(m × m, 3 × 3) for m = 4 (A. Lavin, S. Gray, arXiv 1509.09308, section 4.3) and
// m = 6, made by the same theorem from the points 0, ±1, ±2, ±1/2 and infinity. `outputs`, m, is a constant.

enum { LARGEST_OUTPUT_SIDE = 6, LARGEST_SIDE = LARGEST_OUTPUT_SIDE + 2 };

// x = first + second, y = first − second
#define SUM_AND_DIFFERENCE(x, y, first, second) \
  do {                                          \
    const vector one = (first), other = (second); \
    (x) = one + other;                          \
    (y) = one - other;                          \
  } while (0)

// Bᵀ x
INLINE void transform_input(const size_t outputs, vector x[LARGEST_SIDE]) {
  if (outputs == 4) {
    const vector first = 4 * x[0] - 5 * x[2] + x[4], last = 4 * x[1] - 5 * x[3] + x[5];
    const vector near = x[4] - 4 * x[2], near_odd = x[3] - 4 * x[1];
    const vector far = x[4] - x[2], far_odd = 2 * (x[3] - x[1]);
    SUM_AND_DIFFERENCE(x[1], x[2], near, near_odd);
    SUM_AND_DIFFERENCE(x[3], x[4], far, far_odd);
    x[0] = first;
    x[5] = last;
  } else {
    const vector first = x[0] - x[6] + 5.25f * (x[4] - x[2]);
    const vector last = x[7] - x[1] + 5.25f * (x[3] - x[5]);
    const vector near = x[2] - 4.25f * x[4] + x[6], near_odd = x[1] - 4.25f * x[3] + x[5];
    const vector far = 0.25f * x[2] - 1.25f * x[4] + x[6];
    const vector far_odd = 0.5f * x[1] - 2.5f * x[3] + 2 * x[5];
    const vector half = 4 * x[2] - 5 * x[4] + x[6];
    const vector half_odd = 2 * x[1] - 2.5f * x[3] + 0.5f * x[5];
    SUM_AND_DIFFERENCE(x[1], x[2], near, near_odd);
    SUM_AND_DIFFERENCE(x[3], x[4], far, far_odd);
    SUM_AND_DIFFERENCE(x[5], x[6], half, half_odd);
    x[0] = first;
    x[7] = last;
  }
}

// Aᵀ x, the first m
INLINE void transform_output(const size_t outputs, vector x[LARGEST_SIDE]) {
  vector near, near_odd, far, far_odd, half, half_odd;
  SUM_AND_DIFFERENCE(near, near_odd, x[1], x[2]);
  SUM_AND_DIFFERENCE(far, far_odd, x[3], x[4]);
  if (outputs == 4) {
    x[0] = x[0] + near + far;
    x[1] = near_odd + 2 * far_odd;
    x[2] = near + 4 * far;
    x[3] = near_odd + 8 * far_odd + x[5];
  } else {
    SUM_AND_DIFFERENCE(half, half_odd, x[5], x[6]);
    x[0] = x[0] + near + far + half;
    x[1] = near_odd + 2 * far_odd + 0.5f * half_odd;
    x[2] = near + 4 * far + 0.25f * half;
    x[3] = near_odd + 8 * far_odd + 0.125f * half_odd;
    x[4] = near + 16 * far + 0.0625f * half;
    x[5] = near_odd + 32 * far_odd + 0.03125f * half_odd + x[7];
  }
}

// G, by rows
static const float four_kernel_factors[6][3] = {
    {1.0f / 4, 0, 0},
    {-1.0f / 6, -1.0f / 6, -1.0f / 6},
    {-1.0f / 6, 1.0f / 6, -1.0f / 6},
    {1.0f / 24, 1.0f / 12, 1.0f / 6},
    {1.0f / 24, -1.0f / 12, 1.0f / 6},
    {0, 0, 1},
};
static const float six_kernel_factors[8][3] = {
    {1, 0, 0},
    {-2.0f / 9, -2.0f / 9, -2.0f / 9},
    {-2.0f / 9, 2.0f / 9, -2.0f / 9},
    {1.0f / 90, 1.0f / 45, 2.0f / 45},
    {1.0f / 90, -1.0f / 45, 2.0f / 45},
    {32.0f / 45, 16.0f / 45, 8.0f / 45},
    {32.0f / 45, -16.0f / 45, 8.0f / 45},
    {0, 0, 1},
};

// G x for three given
INLINE void transform_kernel(const size_t outputs, vector x[LARGEST_SIDE]) {
  const float(*factors)[3] = outputs == 4 ? four_kernel_factors : six_kernel_factors;
  const vector first = x[0], middle = x[1], last = x[2];
  // The points come in pairs, one the other's negative.
  SUM_AND_DIFFERENCE(x[1], x[2], (first + last) * factors[1][0], middle * factors[1][1]);
  UNROLLED for (size_t i = 3; i <= outputs; i += 2) {
    SUM_AND_DIFFERENCE(x[i], x[i + 1], first * factors[i][0] + last * factors[i][2],
                       middle * factors[i][1]);
  }
  x[0] = first * factors[0][0];
  x[outputs + 1] = last;
}

// One row of positions of G g Gᵀ from the nine places of a kernel.
INLINE void transform_places(const size_t outputs, const vector places[9], size_t row,
                             vector x[LARGEST_SIDE]) {
  const float *factors = outputs == 4 ? four_kernel_factors[row] : six_kernel_factors[row];
  UNROLLED for (int column = 0; column < 3; column++) {
    x[column] = places[column] * factors[0] + places[3 + column] * factors[1] +
                places[6 + column] * factors[2];
  }
  transform_kernel(outputs, x);
}
