// Vectors of sixteen floats, how two of them are dealt out, and AVX-512's p · 2^n, zero where x is below a
// bound.
#include <immintrin.h>

#define LANES 16
#define DEAL_LOW(a, b) \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define DEAL_HIGH(a, b) \
  __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define EVEN_OF(a, b)                                                                      \
  __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define ODD_OF(a, b)                                                                       \
  __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)
#define SCALED_UNLESS_BELOW(p, n, x, bound)                                                         \
  ((vector)_mm512_maskz_scalef_ps(                                                                 \
      _mm512_cmp_ps_mask((__m512)(x), _mm512_set1_ps(bound), _CMP_NLT_UQ), (__m512)(p), (__m512)(n)))
