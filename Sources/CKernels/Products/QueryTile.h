// A tile of queries on its way through attention, and softmax of its scores: PANEL queries across and
// KEY_TILE keys down, so that a vector holds the same key for many queries and softmax needs no sums
// across a vector.

enum { KEY_TILE = 96 };

// Scores are kept in units of log 2, so that powers of two are taken of them.
#define LOG2_E 1.44269504088896341f

// 2^r for |r| ≤ ½ by the polynomial whose largest relative error there is least (Remez): of degree 6, 2e-9
// before rounding; of degree 3, 7.5e-5, for what is rounded to bfloat16, whose rounding is 4e-3 at most.
INLINE vector power_of_fraction(vector r, const int degree) {
  if (degree == 3) {
    vector p = splat(5.51716685295105e-2f);
    p = multiply_add(p, r, splat(2.426111251115799e-1f));
    p = multiply_add(p, r, splat(6.932609677314758e-1f));
    return multiply_add(p, r, splat(9.999280571937561e-1f));
  }
  vector p = splat(1.5345810970757157e-4f);
  p = multiply_add(p, r, splat(1.3399930903688073e-3f));
  p = multiply_add(p, r, splat(9.618489071726799e-3f));
  p = multiply_add(p, r, splat(5.550328642129898e-2f));
  p = multiply_add(p, r, splat(2.4022646248340607e-1f));
  p = multiply_add(p, r, splat(6.931471824645996e-1f));
  return multiply_add(p, r, splat(1.0f));
}

// 2^x for x of which no power is too large, exactly zero below 2^-125, not a number where x is none.
// x = n + r with |r| ≤ ½.
INLINE vector power_of_two(vector x, const int degree) {
#ifdef SCALED_UNLESS_BELOW
  const vector n = __builtin_elementwise_roundeven(x);
  return SCALED_UNLESS_BELOW(power_of_fraction(x - n, degree), n, x, -125.0f);
#else
  // 1.5 · 2^23: adding it drops the fraction and leaves n in the lowest bits.
  const vector shift = splat(12582912.0f);
  const vector bounded = __builtin_elementwise_max(x, splat(-126.0f));
  const vector shifted = bounded + shift;
  const vector p = power_of_fraction(bounded - (shifted - shift), degree);
  const integers bits = __builtin_bit_cast(integers, p) + (__builtin_bit_cast(integers, shifted) << 23);
  const vector tiny = x < splat(-125.0f) ? splat(0) : x;
  return x >= splat(-125.0f) ? __builtin_bit_cast(vector, bits) : tiny;
#endif
}

// What is taken off scores, and the sums and results of PANEL queries so far; results are [size][PANEL].
typedef struct {
  float bases[PANEL], sums[PANEL];
  float *query, *scores, *mask, *results;
} query_tile;

// Nothing is summed up yet.
static void begin_queries(query_tile *tile, size_t size) {
  for (size_t i = 0; i < PANEL; i++) {
    tile->bases[i] = -INFINITY;
    tile->sums[i] = 0;
  }
  memset(tile->results, 0, size * PANEL * sizeof(float));
}

// How far, in powers of two, scores may rise above what is taken off them before that is raised and what
// earlier tiles have summed up is rescaled: sums stay far from the largest float, and seldom are rescaled.
#define SLACK 8.0f

// Returns what is to be taken off a vector's scores, the same or nearly the greatest so far.
INLINE vector settled_base(query_tile *tile, size_t keys, size_t size, size_t lane) {
  const float *scores = tile->scores + lane;
  const vector nothing = splat(-INFINITY), before = load(tile->bases + lane);
  vector maximum = before;
  for (size_t key = 0; key < keys; key++) {
    maximum = __builtin_elementwise_max(maximum, load(scores + key * PANEL));
  }
  const integers has_risen = maximum > before + splat(SLACK);
  vector base = before;
  if (__builtin_reduce_or(has_risen)) {
    base = has_risen ? maximum : before;
    const vector rescale = base == nothing ? splat(0) : power_of_two(before - base, 6);
    store(tile->bases + lane, base);
    store(tile->sums + lane, load(tile->sums + lane) * rescale);
    for (size_t feature = 0; feature < size; feature++) {
      float *result = tile->results + feature * PANEL + lane;
      store(result, load(result) * rescale);
    }
  }
  return base == nothing ? splat(0) : base;
}

// Turns a tile of scores into weights.
static void soften(query_tile *tile, size_t keys, size_t size) {
  for (size_t lane = 0; lane < PANEL; lane += LANES) {
    float *scores = tile->scores + lane;
    const vector base = settled_base(tile, keys, size, lane);
    vector sum = load(tile->sums + lane);
    for (size_t key = 0; key < keys; key++) {
      const vector weight = power_of_two(load(scores + key * PANEL) - base, 6);
      store(scores + key * PANEL, weight);
      sum += weight;
    }
    store(tile->sums + lane, sum);
  }
}

static void divide_by_sums(query_tile *tile, size_t size) {
  for (size_t lane = 0; lane < PANEL; lane += LANES) {
    const vector sum = load(tile->sums + lane);
    const vector inverse = sum > splat(0) ? 1 / sum : splat(0);
    for (size_t feature = 0; feature < size; feature++) {
      float *result = tile->results + feature * PANEL + lane;
      store(result, load(result) * inverse);
    }
  }
}

// Writes results [size][PANEL] of so many queries as rows of the target.
static void write_turned(const float *results, size_t size, float *target, size_t stride,
                         size_t queries) {
  for (size_t start = 0; start < queries; start += LANES) {
    const size_t rows = smaller(LANES, queries - start);
    float *into = target + start * stride;
    size_t feature = 0;
    for (; rows == LANES && feature + LANES <= size; feature += LANES) {
      vector block[LANES];
      for (int i = 0; i < LANES; i++) block[i] = load(results + (feature + i) * PANEL + start);
      transpose(block);
      for (int i = 0; i < LANES; i++) store(into + i * stride + feature, block[i]);
    }
    for (; feature < size; feature++) {
      for (size_t row = 0; row < rows; row++) {
        into[row * stride + feature] = results[feature * PANEL + start + row];
      }
    }
  }
}
