// Products of pairs of bfloat16, and convolutions and attention by them, compiled by themselves: by instructions
// for floats, or by AVX512_BF16's own.
#include "CKernels.h"

#define DECLARE_PAIRS(name)                                                               \
  void name(const ckernels_product *product, ckernels_range rows, ckernels_range panels); \
  void name##_transposed(const ckernels_product *product, ckernels_range rows,            \
                         ckernels_range panels);

DECLARE_PAIRS(ckernels_avx2_pairs)
DECLARE_PAIRS(ckernels_avx512_pairs)
DECLARE_PAIRS(ckernels_avx512_bf16_pairs)
DECLARE_PAIRS(ckernels_amx_pairs)

size_t ckernels_avx512_bf16_winograd_workspace(const ckernels_winograd *convolution, ckernels_range tiles);
void ckernels_avx512_bf16_winograd(const ckernels_winograd *convolution, ckernels_range tiles,
                                   ckernels_range panels, float *workspace);
void ckernels_avx512_bf16_transform_for_kernel(const ckernels_winograd *convolution, const float *gradient,
                                               ckernels_range tiles, ckernels_range rows,
                                               void *pictures, void *slopes);
size_t ckernels_avx512_bf16_attention_workspace(const ckernels_attention *attention);
void ckernels_avx512_bf16_attend(const ckernels_attention *attention, ckernels_range queries,
                                 float *workspace);
size_t ckernels_avx512_bf16_attention_gradient_workspace(const ckernels_attention *attention);
void ckernels_avx512_bf16_attend_gradient(const ckernels_attention *attention, const float *gradient,
                                          float *query, float *key, float *value, float *workspace);
