// Two vectors rounded to pairs of bfloat16 by AVX512_BF16's own instruction.
typedef uint16_t halves __attribute__((ext_vector_type(32)));

// Two vectors, one behind the other, each number paired with the next.
INLINE words pairs_within(vector first, vector second) {
  return __builtin_bit_cast(words, _mm512_cvtne2ps_pbh((__m512)second, (__m512)first));
}

// Two roundings in each word: one instruction rounds both vectors, another deals them out.
INLINE words pair_of(vector first, vector second) {
  const __m512bh both = _mm512_cvtne2ps_pbh((__m512)second, (__m512)first);
  const halves rounded = __builtin_bit_cast(halves, both);
  return __builtin_bit_cast(
      words, __builtin_shufflevector(rounded, rounded, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22,
                                     7, 23, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31));
}
