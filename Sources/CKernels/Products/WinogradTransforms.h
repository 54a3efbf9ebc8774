// How tiles of pictures are convolved by 3 × 3 kernels with few multiplications: F(m × m, 3 × 3) for m = 2 and 4
// (A. Lavin, S. Gray, arXiv 1509.09308, sections 4.1 and 4.3) and for m = 6, by the same theorem from the points
// 0, ±1, ±2, ±1/2 and infinity.
//
// Pictures that are enlarged by repeating pixels have a way of their own. Of neighbours p, q, r one line of a kernel
// (u, v, t) makes (u + v) p + t q and u p + (v + t) q, (u + v) q + t r and u q + (v + t) r: two convolutions
// F(3, 2) of the same four pixels, whose six results lie by turns. The points 0, ±1 and infinity say what both
// multiply pixels with; at 1 it is the same, (u + v + t) / 2, so that seven products are enough for six results.
// Results begin with the second of those that a pixel stands for.

enum { LARGEST_OUTPUT_SIDE = 6, LARGEST_SIDE = LARGEST_OUTPUT_SIDE + 2 };

// A side of a tile: results, pixels read and pictures of them, products; and by how many pixels tiles overlap.
typedef struct {
  size_t outputs, inputs, products, overlap;
} tile_form;

#define FORM_2 ((tile_form){2, 4, 4, 2})
#define FORM_4 ((tile_form){4, 6, 6, 2})
#define FORM_6 ((tile_form){6, 8, 8, 2})
#define DOUBLED_FORM ((tile_form){6, 4, 7, 1})

INLINE int is_doubled(const tile_form form) { return form.overlap == 1; }

// Which picture of its pixels a product is of.
INLINE size_t input_of(const tile_form form, size_t product) {
  return is_doubled(form) ? (product + (product > 1)) / 2 : product;
}

// x = first + second, y = first − second
#define SUM_AND_DIFFERENCE(x, y, first, second) \
  do {                                          \
    const vector one = (first), other = (second); \
    (x) = one + other;                          \
    (y) = one - other;                          \
  } while (0)

// Bᵀ x
INLINE void transform_input(const tile_form form, vector x[LARGEST_SIDE]) {
  if (form.inputs == 4) {
    const vector middle = x[1];
    x[0] = x[0] - x[2];
    x[3] = x[3] - x[1];
    SUM_AND_DIFFERENCE(x[1], x[2], x[2], middle);
  } else if (form.inputs == 6) {
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

// Aᵀ x of two convolutions, by turns
INLINE void transform_doubled_output(vector x[LARGEST_SIDE]) {
  const vector sum = x[2], second = x[3], other_second = x[4];
  x[4] = sum + second + x[5];
  x[5] = sum + other_second + x[6];
  x[0] = x[0] + sum + second;
  x[1] = x[1] + sum + other_second;
  x[2] = sum - second;
  x[3] = sum - other_second;
}

// Aᵀ x, the first m
INLINE void transform_output(const tile_form form, vector x[LARGEST_SIDE]) {
  vector near, near_odd, far, far_odd, half, half_odd;
  if (is_doubled(form)) {
    transform_doubled_output(x);
    return;
  }
  SUM_AND_DIFFERENCE(near, near_odd, x[1], x[2]);
  if (form.outputs == 2) {
    x[0] = x[0] + near;
    x[1] = near_odd + x[3];
    return;
  }
  SUM_AND_DIFFERENCE(far, far_odd, x[3], x[4]);
  if (form.outputs == 4) {
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
static const float two_kernel_factors[4][3] = {
    {1, 0, 0},
    {0.5f, 0.5f, 0.5f},
    {0.5f, -0.5f, 0.5f},
    {0, 0, 1},
};
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
static const float doubled_kernel_factors[7][3] = {
    {1, 1, 0},
    {1, 0, 0},
    {0.5f, 0.5f, 0.5f},
    {0.5f, 0.5f, -0.5f},
    {0.5f, -0.5f, -0.5f},
    {0, 0, 1},
    {0, 1, 1},
};

INLINE const float (*kernel_factors(const tile_form form))[3] {
  return is_doubled(form)    ? doubled_kernel_factors
         : form.outputs == 2 ? two_kernel_factors
         : form.outputs == 4 ? four_kernel_factors
                             : six_kernel_factors;
}

// G x for three given, by rows of a convolution of doubled pixels
INLINE void transform_doubled_kernel(vector x[LARGEST_SIDE]) {
  const vector first = x[0], middle = x[1], last = x[2];
  const vector begin = first + middle, end = middle + last;
  x[0] = begin;
  x[1] = first;
  SUM_AND_DIFFERENCE(x[2], x[3], 0.5f * begin, 0.5f * last);
  x[4] = 0.5f * first - 0.5f * end;
  x[5] = last;
  x[6] = end;
}

// G x for the first three; of the columns of a row of G g Gᵀ
INLINE void transform_kernel(const tile_form form, vector x[LARGEST_SIDE]) {
  if (is_doubled(form)) {
    transform_doubled_kernel(x);
    return;
  }
  const float(*factors)[3] = kernel_factors(form);
  const vector first = x[0], middle = x[1], last = x[2];
  // The points come in pairs, one the other's negative.
  SUM_AND_DIFFERENCE(x[1], x[2], (first + last) * factors[1][0], middle * factors[1][1]);
  UNROLLED for (size_t i = 3; i <= form.outputs; i += 2) {
    SUM_AND_DIFFERENCE(x[i], x[i + 1], first * factors[i][0] + last * factors[i][2],
                       middle * factors[i][1]);
  }
  x[0] = first * factors[0][0];
  x[form.outputs + 1] = last;
}
