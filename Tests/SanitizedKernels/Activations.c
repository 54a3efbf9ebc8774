// Activations and their derivatives.
#include "Harness.h"

#include <float.h>

static const size_t counts[] = {0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 65, 129};

typedef activation_point point;

// x · sigmoid(u(x)): an error of u is one of the exponential, relative to that, and with a slope u' the
// derivative is s (1 + x (1 − s) u').
static point gated(double x, double u, double slope) {
  const double s = 1 / (1 + exp(-u));
  const double error = roundings(16) + roundings(8) * fabs(u);
  // The exponential ends at e^±87.
  return (point){x * s, s * (1 + x * (1 - s) * slope), error * fabs(x * s) + 1e-30,
                 error * (1 + fabs(x * slope)) + 1e-30};
}

static point silu(double x) { return gated(x, x, 1); }
static point quick_gelu(double x) { return gated(x, 1.702 * x, 1.702); }
static point gelu_tanh(double x) {
  const double factor = 2 * 0.79788456080286536;
  return gated(x, factor * (x + 0.044715 * x * x * x), factor * (1 + 3 * 0.044715 * x * x));
}

// The kernel's error function is right to 1.5e-7, and is halved.
static point gelu(double x) {
  const double below = 0.5 * (1 + erf(x * 0.70710678118654752));
  const double density = 0.39894228040143268 * exp(-0.5 * x * x);
  return (point){x * below, below + x * density, fabs(x) * (0.75e-7 + roundings(8)),
                 0.75e-7 + roundings(16) * (1 + fabs(x))};
}

point activation_at(ckernels_activation activation, double x) {
  switch (activation) {
    case CKERNELS_SILU: return silu(x);
    case CKERNELS_QUICK_GELU: return quick_gelu(x);
    case CKERNELS_GELU_TANH: return gelu_tanh(x);
    case CKERNELS_GELU:
    case CKERNELS_GATED_GELU: return gelu(x);
    default: return (point){x, 1, 0, 0};
  }
}

// An activation and its gradient.
typedef struct {
  const char *name, *gradient_name;
  void (*run)(const float *source, float *target, size_t count);
  void (*run_gradient)(const float *source, const float *gradient, float *target, size_t count);
  point (*define)(double x);
} activation;

static float *random_sources(size_t count) {
  float *source = random_floats(count);
  for (size_t i = 0; i < count; i++) source[i] *= 6;
  return source;
}

// Writes to the source itself if asked, as is allowed.
static void run_activation(const activation *a, const char *level, size_t count, int in_place,
                           placement place) {
  begin_case(place, a->name, level, "%zu numbers%s", count, in_place ? " in place" : "");
  float *source = random_sources(count);
  double *kept = zero_doubles(count);
  for (size_t i = 0; i < count; i++) kept[i] = (double)source[i];
  float *target = in_place ? source : unwritten_floats(count);
  a->run(source, target, count);
  for (size_t i = 0; i < count; i++) {
    const point expected = a->define(kept[i]);
    expect_near("target", i, target[i], expected.value, expected.value_error);
  }
  end_case();
}

// The target is a buffer of its own, the source or the gradient.
static void run_gradient(const activation *a, const char *level, size_t count, int into,
                         placement place) {
  static const char *const words[] = {"", " into the source", " into the gradient"};
  begin_case(place, a->gradient_name, level, "%zu numbers%s", count, words[into]);
  float *source = random_sources(count), *gradient = random_floats(count);
  double *kept = zero_doubles(2 * count);
  for (size_t i = 0; i < count; i++) {
    kept[2 * i] = (double)source[i];
    kept[2 * i + 1] = (double)gradient[i];
  }
  float *target = into == 0 ? unwritten_floats(count) : into == 1 ? source : gradient;
  a->run_gradient(source, gradient, target, count);
  for (size_t i = 0; i < count; i++) {
    const point expected = a->define(kept[2 * i]);
    expect_near("target", i, target[i], kept[2 * i + 1] * expected.slope,
                fabs(kept[2 * i + 1]) * expected.slope_error);
  }
  end_case();
}

// What is no number stays none, and no other number makes it undefined what happens.
static void run_extremes(const activation *a, const char *level) {
  static const float extremes[] = {NAN,     -NAN,     INFINITY, -INFINITY, FLT_MAX,    -FLT_MAX,
                                   FLT_MIN, -FLT_MIN, 1e-42f,   -1e-42f,   0,          -0.0f,
                                   87,      -88,      1e4f,     -1e4f,     0x1.8p+23f, -1e19f};
  const size_t count = COUNT_OF(extremes);
  begin_case(EXACT, a->name, level, "extremes");
  float *source = random_floats(count), *target = unwritten_floats(count);
  float *gradient = random_floats(count), *slopes = unwritten_floats(count);
  memcpy(source, extremes, sizeof extremes);
  a->run(source, target, count);
  a->run_gradient(source, gradient, slopes, count);
  for (size_t i = 0; i < 2; i++) {
    if (!isnan(target[i]) || !isnan(slopes[i])) fail("turns what is no number into one");
  }
  for (size_t i = 6; i < 15; i++) {
    const point expected = a->define((double)source[i]);
    expect_near("target", i, target[i], expected.value, expected.value_error);
  }
  end_case();
}

static void run_geglu(const kernel_clones *clones, size_t rows, size_t width, placement place) {
  begin_case(place, "geglu", clones->name, "%zu rows, %zu wide", rows, width);
  float *source = random_sources(2 * rows * width), *gradient = random_floats(rows * width);
  float *target = unwritten_floats(rows * width), *slopes = unwritten_floats(2 * rows * width);
  clones->geglu(source, target, rows, width);
  clones->geglu_gradient(source, gradient, slopes, rows, width);
  for (size_t i = 0; i < rows * width; i++) {
    const size_t at = i / width * 2 * width + i % width;
    const double value = (double)source[at], slope = (double)gradient[i];
    const point gate = gelu((double)source[at + width]);
    expect_near("target", i, target[i], value * gate.value,
                fabs(value) * (gate.value_error + roundings(1) * fabs(gate.value)));
    expect_near("slope of the value", i, slopes[at], slope * gate.value,
                fabs(slope) * (gate.value_error + roundings(1) * fabs(gate.value)));
    expect_near("slope of the gate", i, slopes[at + width], slope * value * gate.slope,
                fabs(slope * value) * (gate.slope_error + roundings(2) * fabs(gate.slope)));
  }
  end_case();
}

void check_activations(const kernel_clones *clones) {
  const activation activations[] = {
      {"silu", "silu_gradient", clones->silu, clones->silu_gradient, silu},
      {"quick_gelu", "quick_gelu_gradient", clones->quick_gelu, clones->quick_gelu_gradient,
       quick_gelu},
      {"gelu", "gelu_gradient", clones->gelu, clones->gelu_gradient, gelu},
      {"gelu_tanh", "gelu_tanh_gradient", clones->gelu_tanh, clones->gelu_tanh_gradient,
       gelu_tanh},
  };
  for (size_t i = 0; i < COUNT_OF(activations); i++) {
    run_extremes(&activations[i], clones->name);
    for (size_t j = 0; j < COUNT_OF(counts) * 3; j++) {
      for (int place = 0; place < placements(); place++) {
        const size_t count = counts[j / 3];
        if (j % 3 < 2) {
          run_activation(&activations[i], clones->name, count, j % 3 != 0, (placement)place);
        }
        run_gradient(&activations[i], clones->name, count, (int)(j % 3), (placement)place);
      }
    }
  }
  for (size_t i = 0; i < COUNT_OF(counts) * 4; i++) {
    for (int place = 0; place < placements(); place++) {
      run_geglu(clones, i % 4, counts[i / 4], (placement)place);
    }
  }
}
