// Attention of one head, its gradients, and the loop that measures what the processor can do.
#include "Harness.h"

typedef enum { NO_MASK, SOME_MASKED, ROWS_MASKED } mask_kind;

typedef struct {
  size_t queries, keys, size;
  mask_kind mask;
  int wide, part;
  // Bits for the gradients of query, key and value.
  int wanted;
  // How many bfloat16 stand for a number; 0 for floats.
  int parts;
} attention_case;

// What a case computes with, and by the definition in double precision [queries, keys]: weights, and
// bounds of their relative errors.
typedef struct {
  matrix query, key, value, gradient;
  float *mask;
  float scale;
  double *weights, *errors;
} attention_data;

static void name_case(const char *kernel, const char *level, const attention_case *c,
                      placement place) {
  static const char *const masks[] = {"", ", mask", ", mask of whole rows"};
  begin_case(place, kernel, level, "%zu queries, %zu keys, size %zu%s%s%s%s%s%s%s", c->queries,
             c->keys, c->size, masks[c->mask], c->wide ? ", wide strides" : "",
             c->part ? ", in part" : "", c->wanted & 1 ? ", query" : "",
             c->wanted & 2 ? ", key" : "", c->wanted & 4 ? ", value" : "",
             c->parts == 0 ? "" : c->parts == 1 ? ", one part" : ", two parts");
}

static float *random_mask(const attention_case *c) {
  float *mask = random_floats(c->queries * c->keys);
  for (size_t i = 0; i < c->queries * c->keys; i++) {
    const size_t query = i / c->keys;
    const int is_whole = c->mask == ROWS_MASKED && (query % 5 == 0 || query + 1 == c->queries);
    if (is_whole || random_bits() % 4 == 0) mask[i] = -INFINITY;
  }
  return mask;
}

// The scores of one query, turned into weights in place; returns a bound of their relative error.
static double soften(const attention_case *c, const attention_data *data, size_t query,
                     double *weights) {
  const double parts = c->parts == 0 ? 0 : c->parts == 1 ? ONE_PART : TWO_PARTS;
  double maximum = -INFINITY, error = 0, sum = 0;
  for (size_t key = 0; key < c->keys; key++) {
    double score = 0, magnitude = 0;
    for (size_t i = 0; i < c->size; i++) {
      const double product = (double)data->query.at[query * data->query.stride + i] *
                             (double)data->key.at[key * data->key.stride + i] *
                             (double)data->scale;
      score += product;
      magnitude += fabs(product);
    }
    if (data->mask) {
      const double masked = (double)data->mask[query * c->keys + key];
      score += masked;
      magnitude += isinf(masked) ? 0 : fabs(masked);
    }
    weights[key] = score;
    // An error of a score is one of its exponential, relative to that; four more roundings are those
    // of the factors, of the maximum taken off and of the mask.
    error = fmax(error, (roundings((c->parts == 2 ? 3 : 1) * c->size + 8) + parts) * magnitude);
    maximum = fmax(maximum, score);
  }
  for (size_t key = 0; key < c->keys; key++) {
    weights[key] = maximum == -INFINITY ? 0 : exp(weights[key] - maximum);
    sum += weights[key];
  }
  for (size_t key = 0; key < c->keys && sum > 0; key++) weights[key] /= sum;
  // Both the exponential and the sum that it is divided by have that error, and the maximum too.
  // Weights and values are rounded, too.
  return 4 * error + roundings((c->parts == 2 ? 4 : 2) * c->keys + 32) + parts;
}

static attention_data random_data(const attention_case *c) {
  const size_t stride = c->size + (c->wide ? 2 * c->size + 5 : 0);
  attention_data data = {
      .query = random_matrix(c->queries, c->size, stride),
      .key = random_matrix(c->keys, c->size, stride),
      .value = random_matrix(c->keys, c->size, stride),
      .gradient = random_matrix(c->queries, c->size, stride),
      .mask = c->mask == NO_MASK ? NULL : random_mask(c),
      // Greater than a network's, so that weights differ.
      .scale = 3 / sqrtf((float)c->size + 1),
      .weights = zero_doubles(c->queries * c->keys),
      .errors = zero_doubles(c->queries),
  };
  for (size_t query = 0; query < c->queries; query++) {
    data.errors[query] = soften(c, &data, query, data.weights + query * c->keys);
  }
  return data;
}

static ckernels_attention attention_of(const attention_case *c, const attention_data *data) {
  return (ckernels_attention){
      .query = data->query.at, .key = data->key.at, .value = data->value.at,
      .queries = c->queries, .keys = c->keys, .size = c->size, .stride = data->query.stride,
      .scale = data->scale, .mask = data->mask, .parts = c->parts,
  };
}

static void run_attention(const kernel_level *level, const attention_case *c, placement place) {
  const ckernels_kernels *kernels = level->kernels();
  name_case("attend", level->name, c, place);
  const attention_data data = random_data(c);
  ckernels_attention attention = attention_of(c, &data);
  const ckernels_range columns = {0, c->size};
  const ckernels_range rows = {c->part ? c->queries / 3 : 0,
                               c->queries - (c->part ? c->queries / 4 : 0)};
  const matrix target = untouched_matrix(c->queries, c->size, data.query.stride);
  unwrite_part(target, rows, columns);
  attention.target = target.at;
  kernels->attend(&attention, rows, unwritten_floats(kernels->attention_workspace(&attention)));
  expect_untouched(target, rows, columns);
  for (size_t query = rows.start; query < rows.end; query++) {
    for (size_t i = 0; i < c->size; i++) {
      double value = 0, magnitude = 0;
      for (size_t key = 0; key < c->keys; key++) {
        const double product = data.weights[query * c->keys + key] *
                               (double)data.value.at[key * data.value.stride + i];
        value += product;
        magnitude += fabs(product);
      }
      const size_t index = query * target.stride + i;
      expect_near("target", index, target.at[index], value, data.errors[query] * magnitude);
    }
  }
  end_case();
}

// Gradients by the definition, laid out without gaps, and the errors that they may have.
typedef struct {
  double *query, *key, *value, *query_error, *key_error, *value_error;
} defined_gradients;

// Adds what one query gives; `slopes` has room for two numbers a key.
static void add_query(const attention_case *c, const attention_data *data, size_t query,
                      double *slopes, const defined_gradients *into) {
  const double *weights = data->weights + query * c->keys;
  const float *gradient = data->gradient.at + query * data->gradient.stride;
  double *magnitudes = slopes + c->keys, mean = 0, mean_magnitude = 0;
  for (size_t key = 0; key < c->keys; key++) {
    slopes[key] = magnitudes[key] = 0;
    for (size_t i = 0; i < c->size; i++) {
      const double product =
          (double)gradient[i] * (double)data->value.at[key * data->value.stride + i];
      slopes[key] += product;
      magnitudes[key] += fabs(product);
    }
    mean += weights[key] * slopes[key];
    mean_magnitude += weights[key] * magnitudes[key];
  }
  // Each weight brings its error twice, itself and in the mean; sums over features, keys and queries
  // bring a rounding for each. What is rounded to parts, the gradient, the value, the slope and what it is
  // multiplied by, is within the parts of three such errors.
  const double error = 3 * data->errors[query] + roundings(c->size + c->keys + c->queries + 32);
  for (size_t key = 0; key < c->keys; key++) {
    const double slope = weights[key] * (slopes[key] - mean) * (double)data->scale;
    const double bound =
        error * weights[key] * (magnitudes[key] + mean_magnitude) * (double)data->scale;
    for (size_t i = 0; i < c->size; i++) {
      const double q = (double)data->query.at[query * data->query.stride + i];
      const double k = (double)data->key.at[key * data->key.stride + i];
      into->query[query * c->size + i] += slope * k;
      into->query_error[query * c->size + i] += bound * fabs(k);
      into->key[key * c->size + i] += slope * q;
      into->key_error[key * c->size + i] += bound * fabs(q);
      into->value[key * c->size + i] += weights[key] * (double)gradient[i];
      into->value_error[key * c->size + i] += error * weights[key] * fabs((double)gradient[i]);
    }
  }
}

static defined_gradients define_gradients(const attention_case *c, const attention_data *data) {
  const size_t queries = c->queries * c->size, keys = c->keys * c->size;
  const defined_gradients made = {zero_doubles(queries), zero_doubles(keys),    zero_doubles(keys),
                                  zero_doubles(queries), zero_doubles(keys), zero_doubles(keys)};
  double *slopes = zero_doubles(2 * c->keys);
  for (size_t query = 0; query < c->queries; query++) add_query(c, data, query, slopes, &made);
  return made;
}

static matrix gradient_target(const attention_case *c, size_t rows, size_t stride, int is_wanted) {
  if (!is_wanted) return (matrix){NULL, 0, c->size, stride};
  const matrix target = untouched_matrix(rows, c->size, stride);
  unwrite_part(target, (ckernels_range){0, rows}, (ckernels_range){0, c->size});
  return target;
}

static void expect_gradient(const char *what, matrix found, const double *values,
                            const double *errors) {
  expect_untouched(found, (ckernels_range){0, found.rows}, (ckernels_range){0, found.width});
  for (size_t row = 0; row < found.rows; row++) {
    for (size_t i = 0; i < found.width; i++) {
      const size_t index = row * found.width + i;
      // A weight below 2^-125 counts as none.
      expect_near(what, index, found.at[row * found.stride + i], values[index],
                  errors[index] + 1e-36);
    }
  }
}

static void run_gradients(const kernel_level *level, const attention_case *c, placement place) {
  const ckernels_kernels *kernels = level->kernels();
  name_case("attend_gradient", level->name, c, place);
  const attention_data data = random_data(c);
  const ckernels_attention attention = attention_of(c, &data);
  const size_t stride = data.query.stride;
  const matrix query = gradient_target(c, c->queries, stride, c->wanted & 1);
  const matrix key = gradient_target(c, c->keys, stride, c->wanted & 2);
  const matrix value = gradient_target(c, c->keys, stride, c->wanted & 4);
  float *workspace = unwritten_floats(kernels->attention_gradient_workspace(&attention));
  kernels->attend_gradient(&attention, data.gradient.at, query.at, key.at, value.at, workspace);
  const defined_gradients defined = define_gradients(c, &data);
  expect_gradient("query", query, defined.query, defined.query_error);
  expect_gradient("key", key, defined.key, defined.key_error);
  expect_gradient("value", value, defined.value, defined.value_error);
  end_case();
}

void check_attention(const kernel_level *level) {
  static const size_t queries[] = {0, 1, 15, 16, 17, 33, 65}, sizes[] = {0, 1, 3, 8, 17, 40};
  static const size_t keys[] = {0, 1, 2, 15, 17, 33, 95, 96, 97, 193};
  size_t turn = 0;
  for (size_t i = 0; i < COUNT_OF(queries); i++) {
    for (size_t j = 0; j < COUNT_OF(keys); j++) {
      for (size_t k = 0; k < COUNT_OF(sizes); k++, turn++) {
        const uint32_t choice = random_bits();
        attention_case c = {.queries = queries[i], .keys = keys[j], .size = sizes[k],
                            .mask = (mask_kind)(choice % 3), .wide = choice >> 8 & 1,
                            .part = (choice >> 9 & 3) == 0,
                            .parts = (int)(choice >> 11 & 3) % (level->kernels()->attention_parts + 1)};
        run_attention(level, &c, (placement)(turn % (size_t)placements()));
      }
    }
  }
}

void check_attention_gradients(const kernel_level *level) {
  static const size_t queries[] = {0, 1, 7, 16, 17, 33, 65}, sizes[] = {0, 1, 8, 17, 65, 80};
  static const size_t keys[] = {0, 1, 6, 7, 15, 33, 97};
  size_t turn = 0;
  for (size_t i = 0; i < COUNT_OF(queries); i++) {
    for (size_t j = 0; j < COUNT_OF(keys); j++) {
      for (size_t k = 0; k < COUNT_OF(sizes); k++, turn++) {
        const uint32_t choice = random_bits();
        // All three half of the time, and some of them, or none, otherwise.
        const attention_case c = {.queries = queries[i], .keys = keys[j], .size = sizes[k],
                                  .mask = (mask_kind)(choice % 3), .wide = choice >> 8 & 1,
                                  .wanted = choice >> 9 & 1 ? 7 : choice >> 10 & 7,
                                  .parts = (int)(choice >> 13 & 3) %
                                           (level->kernels()->attention_parts + 1)};
        run_gradients(level, &c, (placement)(turn % (size_t)placements()));
      }
    }
  }
}

void check_peak(const kernel_level *level) {
  const ckernels_kernels *kernels = level->kernels();
  for (int place = 0; place < placements(); place++) {
    for (size_t rounds = 0; rounds < 18; rounds += 17) {
      begin_case((placement)place, "exhaust", level->name, "%zu rounds", rounds);
      float *sink = random_floats(kernels->lanes);
      const size_t operations = kernels->exhaust(rounds, sink);
      if (operations % (2 * kernels->lanes) || (operations == 0) != (rounds == 0)) {
        fail("says that it did %zu operations", operations);
      }
      for (size_t i = 0; i < kernels->lanes; i++) {
        // Factors are below 1: no sum grows.
        if (!(fabsf(sink[i]) < 1e6f)) fail("sink[%zu] is %g", i, (double)sink[i]);
      }
      if (kernels->exhaust_tiles && (kernels->exhaust_tiles(rounds) == 0) != (rounds == 0)) {
        fail("says how much it did in tiles, and it is wrong");
      }
      end_case();
    }
  }
}
