// Packing pairs of bfloat16.

// The nearest bfloat16 of floats, ties to even, in the upper halves. What is no number stays none: by
// rounding its bits could become those of infinity or, past the last of them, of zero.
INLINE words rounded_words(vector value) {
  const words bits = __builtin_bit_cast(words, value);
  return value == value ? bits + 0x7fff + ((bits >> 16) & 1) : (words)(0x7fc00000);
}

// What rounding leaves of floats; nothing of what is not finite.
INLINE vector low_of(vector value) {
  const vector low = value - __builtin_bit_cast(vector, rounded_words(value) & 0xffff0000u);
  return low == low ? low : splat(0);
}

// Two roundings in one word.
INLINE words paired(vector first, vector second) {
  return rounded_words(first) >> 16 | (rounded_words(second) & 0xffff0000u);
}

// One rounding, in the lower half.
INLINE uint32_t rounded(float value) {
  const uint32_t bits = __builtin_bit_cast(uint32_t, value);
  return (value == value ? bits + 0x7fff + (bits >> 16 & 1) : 0x7fc00000) >> 16;
}

INLINE float low_of_one(float value) {
  const float low = value - __builtin_bit_cast(float, rounded(value) << 16);
  return low == low ? low : 0;
}

static void pair_rows(const float *source, size_t stride, size_t count, int low,
                      ckernels_range rows, uint32_t *target) {
  const size_t width = (count + 1) / 2;
  for (size_t row = rows.start; row < rows.end; row++) {
    const float *from = source + row * stride;
    uint32_t *into = target + row * width;
    size_t i = 0;
    for (; 2 * i + 2 * LANES <= count; i += LANES) {
      const vector a = load(from + 2 * i), b = load(from + 2 * i + LANES);
      const vector even = EVEN_OF(a, b), odd = ODD_OF(a, b);
      store_words(into + i, low ? paired(low_of(even), low_of(odd)) : paired(even, odd));
    }
    for (; i < width; i++) {
      const float first = from[2 * i], second = 2 * i + 1 < count ? from[2 * i + 1] : 0;
      into[i] = low ? rounded(low_of_one(first)) | rounded(low_of_one(second)) << 16
                    : rounded(first) | rounded(second) << 16;
    }
  }
}

static void pair_up_rows(const float *source, size_t stride, size_t count, size_t columns,
                         ckernels_range pairs, uint32_t *target) {
  for (size_t pair = pairs.start; pair < pairs.end; pair++) {
    const float *first = source + 2 * pair * stride;
    const float *second = 2 * pair + 1 < count ? first + stride : NULL;
    uint32_t *into = target + pair * columns;
    size_t i = 0;
    for (; i + LANES <= columns; i += LANES) {
      store_words(into + i, paired(load(first + i), second ? load(second + i) : splat(0)));
    }
    for (; i < columns; i++) into[i] = rounded(first[i]) | (second ? rounded(second[i]) : 0) << 16;
  }
}

static void pack_pairs(const float *source, size_t inner_stride, size_t column_stride, size_t count,
                       size_t columns, int low, uint32_t *target, size_t inner, size_t offset,
                       ckernels_range panels) {
  float buffer[2 * LANES * PANEL];
  for (size_t panel = panels.start; panel < panels.end; panel++) {
    const size_t present = panel_columns(columns, panel), width = panel_width(columns, panel);
    const float *from = source + panel * PANEL * column_stride;
    uint32_t *into = target + panel * PANEL * inner + offset * width;
    for (size_t k = 0; k < count; k += 2 * LANES) {
      const size_t some = smaller(2 * LANES, count - k);
      if (column_stride == 1) {
        pack_rows(from + k * inner_stride, inner_stride, some, present, width, 1, buffer);
      } else {
        pack_columns(from + k, column_stride, some, present, width, 1, buffer);
      }
      for (size_t pair = 0; pair < (some + 1) / 2; pair++) {
        for (size_t i = 0; i < width; i += LANES) {
          const float *first = buffer + 2 * pair * width + i;
          const vector a = load(first), b = 2 * pair + 1 < some ? load(first + width) : splat(0);
          store_words(into + (k / 2 + pair) * width + i,
                      low ? paired(low_of(a), low_of(b)) : paired(a, b));
        }
      }
    }
  }
}
