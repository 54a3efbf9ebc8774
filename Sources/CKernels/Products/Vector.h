// Vectors of LANES floats, whatever the instruction set; included by one file a level.
typedef float vector __attribute__((ext_vector_type(LANES)));
typedef float loose_vector __attribute__((ext_vector_type(LANES), aligned(4)));
typedef int32_t integers __attribute__((ext_vector_type(LANES)));
typedef uint32_t words __attribute__((ext_vector_type(LANES)));
typedef uint32_t loose_words __attribute__((ext_vector_type(LANES), aligned(4)));

#define INLINE static inline __attribute__((always_inline))

// Loops whose bounds are known once they are inlined become straight code whatever the level of
// optimisation: at -O2 the compiler leaves some, and their arrays then lie in memory, not in registers.
#define UNROLLED _Pragma("clang loop unroll(full)")

// Columns of a panel.
#define PANEL (LANES * TILE_VECTORS)

INLINE vector load(const float *source) { return *(const loose_vector *)source; }
INLINE void store(float *target, vector value) { *(loose_vector *)target = value; }
INLINE words load_words(const uint32_t *source) { return *(const loose_words *)source; }
INLINE void store_words(uint32_t *target, words value) { *(loose_words *)target = value; }
// The bfloat16 of each word's halves.
INLINE vector first_of(words pairs) { return __builtin_bit_cast(vector, pairs << 16); }
INLINE vector second_of(words pairs) { return __builtin_bit_cast(vector, pairs & 0xffff0000u); }
INLINE vector splat(float value) { return (vector)(value); }
INLINE vector multiply_add(vector a, vector b, vector c) {
  return __builtin_elementwise_fma(a, b, c);
}
INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }
INLINE size_t rounded_up(size_t count, size_t unit) { return (count + unit - 1) / unit * unit; }

#ifdef DEAL_LOW
// Turns LANES rows into LANES columns: each round deals two halves out like cards.
INLINE void transpose(vector *rows) {
  vector dealt[LANES];
  UNROLLED for (int round = 1; round < LANES; round *= 2) {
    UNROLLED for (int i = 0; i < LANES / 2; i++) {
      dealt[2 * i] = DEAL_LOW(rows[i], rows[i + LANES / 2]);
      dealt[2 * i + 1] = DEAL_HIGH(rows[i], rows[i + LANES / 2]);
    }
    UNROLLED for (int i = 0; i < LANES; i++) rows[i] = dealt[i];
  }
}
#endif
