// Layer norm, what group norm is made of, their gradients; Adam and sums of columns.
#include "Harness.h"

static const size_t widths[] = {0, 1, 2, 7, 8, 9, 15, 16, 17, 33, 65, 129};

// A row by the definition: its mean, deviation and greatest magnitude.
typedef struct {
  double mean, deviation, greatest;
} row_statistics;

static row_statistics statistics_of(const float *row, size_t width, float epsilon) {
  row_statistics made = {0, 0, 0};
  for (size_t i = 0; i < width; i++) {
    made.mean += (double)row[i] / (double)width;
    made.greatest = fmax(made.greatest, fabs((double)row[i]));
  }
  double squares = 0;
  for (size_t i = 0; i < width; i++) {
    squares += ((double)row[i] - made.mean) * ((double)row[i] - made.mean);
  }
  made.deviation = sqrt(squares / (double)width + (double)epsilon);
  return made;
}

static const float epsilon = 1e-5f;

static void run_layer_norm(const kernel_clones *clones, size_t rows, size_t width,
                           placement place) {
  begin_case(place, "layer_norm", clones->name, "%zu rows, %zu wide", rows, width);
  const float *source = random_floats(rows * width);
  const float *weight = random_floats(width), *bias = random_floats(width);
  float *target = unwritten_floats(rows * width);
  clones->layer_norm(source, weight, bias, target, rows, width, epsilon);
  for (size_t i = 0; i < rows * width; i++) {
    const row_statistics row = statistics_of(source + i / width * width, width, epsilon);
    const double normalised = ((double)source[i] - row.mean) / row.deviation;
    const double w = (double)weight[i % width], b = (double)bias[i % width];
    // The mean's rounding is relative to the greatest number, the deviation's to the result.
    expect_near("target", i, target[i], normalised * w + b,
                roundings(width + 16) *
                    (fabs(w) * (2 * row.greatest / row.deviation + fabs(normalised)) + fabs(b)));
  }
  end_case();
}

// With n the normalised row and s = gradient · weight: (s − mean(s) − n · mean(s n)) / deviation.
static void expect_source_gradient(const float *source, const float *weight, const float *gradient,
                                   const float *target, size_t width) {
  const row_statistics row = statistics_of(source, width, epsilon);
  double slopes = 0, products = 0, magnitude = 0;
  for (size_t i = 0; i < width; i++) {
    const double slope = (double)gradient[i] * (double)weight[i];
    const double normalised = ((double)source[i] - row.mean) / row.deviation;
    slopes += slope / (double)width;
    products += slope * normalised / (double)width;
    magnitude += fabs(slope) * (1 + fabs(normalised)) / (double)width;
  }
  for (size_t i = 0; i < width; i++) {
    const double slope = (double)gradient[i] * (double)weight[i];
    const double normalised = ((double)source[i] - row.mean) / row.deviation;
    const double bound = (fabs(slope) + magnitude * (1 + fabs(normalised))) / row.deviation;
    expect_near("target", i, target[i], (slope - slopes - normalised * products) / row.deviation,
                4 * roundings(width + 16) * bound * (1 + row.greatest / row.deviation));
  }
}

// Sums that are not wanted are null; the others are added to.
static void run_layer_norm_gradient(const kernel_clones *clones, size_t rows, size_t width,
                                    int wanted, placement place) {
  begin_case(place, "layer_norm_gradient", clones->name, "%zu rows, %zu wide%s%s", rows, width,
             wanted & 1 ? ", weight" : "", wanted & 2 ? ", bias" : "");
  const float *source = random_floats(rows * width), *gradient = random_floats(rows * width);
  const float *weight = random_floats(width);
  float *target = unwritten_floats(rows * width);
  double *weights = wanted & 1 ? zero_doubles(width) : NULL;
  double *biases = wanted & 2 ? zero_doubles(width) : NULL;
  for (size_t i = 0; weights && i < width; i++) weights[i] = 3;
  clones->layer_norm_gradient(source, weight, gradient, target, weights, biases, rows, width,
                              epsilon);
  for (size_t row = 0; row < rows; row++) {
    expect_source_gradient(source + row * width, weight, gradient + row * width,
                           target + row * width, width);
  }
  for (size_t i = 0; i < width; i++) {
    double products = 3, sum = 0, magnitude = 0;
    for (size_t row = 0; row < rows; row++) {
      const row_statistics found = statistics_of(source + row * width, width, epsilon);
      const double slope = (double)gradient[row * width + i];
      products += slope * ((double)source[row * width + i] - found.mean) / found.deviation;
      magnitude += fabs(slope) * 3 * found.greatest / found.deviation;
      sum += slope;
    }
    if (weights) {
      expect_near_double("weights", i, weights[i], products, 2 * roundings(width + 16) * magnitude);
    }
    if (biases) expect_near_double("biases", i, biases[i], sum, 1e-12);
  }
  end_case();
}

void check_normalizations(const kernel_clones *clones) {
  int turn = 0;
  for (size_t i = 0; i < COUNT_OF(widths); i++) {
    for (size_t rows = 0; rows < 4; rows++) {
      for (int place = 0; place < placements(); place++, turn++) {
        run_layer_norm(clones, rows, widths[i], (placement)place);
        run_layer_norm_gradient(clones, rows, widths[i], turn & 3, (placement)place);
      }
    }
  }
}

static void run_channel_sums(const kernel_clones *clones, size_t rows, size_t channels,
                             placement place) {
  begin_case(place, "channel_sums", clones->name, "%zu rows, %zu channels", rows, channels);
  const float *source = random_floats(rows * channels);
  double *sums = zero_doubles(2 * channels);
  clones->channel_sums(source, rows, channels, sums);
  for (size_t channel = 0; channel < channels; channel++) {
    double sum = 0, squares = 0, magnitude = 0;
    for (size_t row = 0; row < rows; row++) {
      const double number = (double)source[row * channels + channel];
      sum += number;
      magnitude += fabs(number);
      squares += number * number;
    }
    // Sums are double precision, and squares of floats exact in it.
    expect_near_double("sums", channel, sums[channel], sum, 1e-14 * magnitude);
    expect_near_double("squares", channel, sums[channels + channel], squares, 1e-14 * squares);
  }
  end_case();
}

static void run_scale_shift(const kernel_clones *clones, size_t rows, size_t channels, int silu,
                            placement place) {
  begin_case(place, "scale_shift and its gradient", clones->name, "%zu rows, %zu channels%s", rows,
             channels, silu ? ", SiLU" : "");
  const size_t count = rows * channels;
  const float *source = random_floats(count), *gradient = random_floats(count);
  const float *scale = random_floats(channels), *shift = random_floats(channels);
  float *target = unwritten_floats(count), *slopes = unwritten_floats(count);
  double *sums = zero_doubles(channels), *products = zero_doubles(channels);
  double *expected = zero_doubles(2 * channels);
  clones->scale_shift(source, scale, shift, target, rows, channels, silu);
  clones->scale_shift_gradient(source, scale, shift, gradient, slopes, sums, products, rows,
                               channels, silu);
  for (size_t i = 0; i < count; i++) {
    const size_t channel = i % channels;
    const double value =
        (double)source[i] * (double)scale[channel] + (double)shift[channel];
    const double s = silu ? 1 / (1 + exp(-value)) : 1;
    // Numbers are below 1 and |value| below 2: a dozen roundings of each.
    expect_near("target", i, target[i], value * s, 4 * roundings(12));
    expect_near("slopes", i, slopes[i], (double)gradient[i] * s * (1 + value * (1 - s)),
                4 * roundings(12));
    expected[2 * channel] += (double)slopes[i];
    expected[2 * channel + 1] += (double)slopes[i] * (double)source[i];
  }
  for (size_t i = 0; i < channels; i++) {
    expect_near_double("sums", i, sums[i], expected[2 * i], 1e-12);
    expect_near_double("products", i, products[i], expected[2 * i + 1], 1e-12);
  }
  end_case();
}

static void run_combine(const kernel_clones *clones, size_t rows, size_t channels, int in_place,
                        placement place) {
  begin_case(place, "combine_channels", clones->name, "%zu rows, %zu channels%s", rows, channels,
             in_place ? " into the gradient" : "");
  const size_t count = rows * channels;
  float *gradient = random_floats(count);
  const float *source = random_floats(count), *a = random_floats(channels);
  const float *b = random_floats(channels), *c = random_floats(channels);
  double *expected = zero_doubles(count);
  for (size_t i = 0; i < count; i++) {
    const size_t channel = i % channels;
    expected[i] = (double)gradient[i] * (double)a[channel] +
                  (double)source[i] * (double)b[channel] + (double)c[channel];
  }
  float *target = in_place ? gradient : unwritten_floats(count);
  clones->combine_channels(gradient, source, a, b, c, target, rows, channels);
  for (size_t i = 0; i < count; i++) {
    expect_near("target", i, target[i], expected[i], 3 * roundings(4));
  }
  end_case();
}

void check_channels(const kernel_clones *clones) {
  for (size_t i = 0; i < COUNT_OF(widths) * 4; i++) {
    for (int place = 0; place < placements(); place++) {
      const size_t width = widths[i / 4], rows = i % 4;
      run_channel_sums(clones, 16 * (rows % 2) + rows, width, (placement)place);
      for (int choice = 0; choice < 2; choice++) {
        run_scale_shift(clones, rows, width, choice, (placement)place);
        run_combine(clones, rows, width, choice, (placement)place);
      }
    }
  }
  // Results that are written past the caches; those that end at a page begin where a line does.
  if (placements() > GUARDED) run_scale_shift(clones, (4 << 20) / 272 + 1, 272, 1, GUARDED);
}

static void run_adam(const kernel_clones *clones, size_t count, placement place) {
  begin_case(place, "adam", clones->name, "%zu numbers", count);
  const ckernels_adam_step step = {.scale = 0.5f, .kept = 0.99f, .new_mean = 0.1f,
                                   .square_decay = 0.999f, .new_square = 0.001f, .size = 0.01f,
                                   .correction = 0.3f, .epsilon = 1e-8f};
  float *numbers = random_floats(count), *means = random_floats(count);
  float *squares = random_floats(count);
  const float *slopes = random_floats(count);
  double *kept = zero_doubles(3 * count);
  for (size_t i = 0; i < count; i++) {
    squares[i] *= squares[i];
    kept[3 * i] = (double)numbers[i];
    kept[3 * i + 1] = (double)means[i];
    kept[3 * i + 2] = (double)squares[i];
  }
  clones->adam(numbers, slopes, means, squares, count, step);
  for (size_t i = 0; i < count; i++) {
    const double slope = (double)slopes[i] * (double)step.scale;
    const double mean = kept[3 * i + 1] + (slope - kept[3 * i + 1]) * (double)step.new_mean;
    const double square =
        kept[3 * i + 2] * (double)step.square_decay + slope * slope * (double)step.new_square;
    const double root = sqrt(square) / (double)step.correction + (double)step.epsilon;
    const double number = kept[3 * i] * (double)step.kept - (double)step.size * mean / root;
    // A mean may cancel: its rounding is relative to what it comes from.
    const double sum = fabs(slope) + fabs(kept[3 * i + 1]);
    expect_near("means", i, means[i], mean, roundings(4) * sum);
    expect_near("squares", i, squares[i], square, roundings(6) * square);
    expect_near("numbers", i, numbers[i], number,
                roundings(16) * (fabs(kept[3 * i]) + (double)step.size * sum / root));
  }
  end_case();
}

static void run_column_sums(const kernel_clones *clones, size_t rows, size_t columns, size_t apart,
                            placement place) {
  begin_case(place, "column_sums", clones->name, "%zu rows, %zu columns, %zu apart", rows, columns,
             apart);
  const matrix source = random_matrix(rows, columns, columns + apart);
  float *target = unwritten_floats(columns);
  clones->column_sums(source.at, target, rows, source.stride, columns);
  for (size_t column = 0; column < columns; column++) {
    double sum = 0;
    for (size_t row = 0; row < rows; row++) sum += (double)source.at[row * source.stride + column];
    expect_near("target", column, target[column], sum, roundings(1) * fabs(sum) + 1e-12);
  }
  end_case();
}

void check_updates(const kernel_clones *clones) {
  for (int place = 0; place < placements(); place++) {
    run_adam(clones, 0, (placement)place);
    for (size_t i = 0; i < COUNT_OF(widths); i++) {
      run_adam(clones, widths[i], (placement)place);
      for (size_t rows = 0; rows < 4; rows++) {
        run_column_sums(clones, rows, widths[i], rows % 2 * 3, (placement)place);
      }
    }
    run_column_sums(clones, 17, 0, 3, (placement)place);
  }
}
