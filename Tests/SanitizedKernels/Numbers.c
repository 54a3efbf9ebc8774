// Half-precision numbers and bfloat16, normal numbers from uniform ones, softmax.
#include "Harness.h"

static const size_t counts[] = {0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 65, 129};

static double number_of_half(uint16_t half) {
  const int exponent = half >> 10 & 31, fraction = half & 0x3ff;
  const double sign = half & 0x8000 ? -1 : 1;
  if (exponent == 31) return fraction ? (double)NAN : sign * (double)INFINITY;
  return sign * (exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24));
}

// The nearest half-precision number, from its digits: 11, or fewer below 2^-14, to a unit of 2^-24.
static double nearest_half(double number) {
  if (isnan(number) || isinf(number) || number == 0) return number;
  int exponent;
  frexp(number, &exponent);
  const double rounded = exponent < -13 ? ldexp(nearbyint(ldexp(number, 24)), -24)
                                        : nearest(number, 11);
  return fabs(rounded) > 65504 ? copysign((double)INFINITY, number) : rounded;
}

static float float_of(uint32_t bits) {
  float number;
  memcpy(&number, &bits, sizeof number);
  return number;
}

// Widening is exact; the source may begin at any byte.
static void run_widening(const kernel_clones *clones, size_t first, size_t count, size_t shift,
                         placement place) {
  begin_case(place, "half_to_float, bfloat16_to_float", clones->name,
             "%zu numbers from %04zx, %zu bytes off", count, first, shift);
  uint8_t *source = (uint8_t *)room(2 * count + shift, 1) + shift;
  for (size_t i = 0; i < count; i++) {
    const uint16_t bits = (uint16_t)(first + i);
    memcpy(source + 2 * i, &bits, sizeof bits);
  }
  float *target = unwritten_floats(count), *brain = unwritten_floats(count);
  clones->half_to_float(source, target, count);
  clones->bfloat16_to_float(source, brain, count);
  for (size_t i = 0; i < count; i++) {
    const uint16_t bits = (uint16_t)(first + i);
    expect_near("half", i, target[i], number_of_half(bits), 0);
    expect_near("bfloat16", i, brain[i], (double)float_of((uint32_t)bits << 16), 0);
    if (signbit(target[i]) != bits >> 15) fail("half %04x has lost its sign", bits);
  }
  end_case();
}

// Numbers of all magnitudes, some of them just halfway between two results, and special ones.
static float *mixed_floats(size_t count) {
  float *source = random_floats(count);
  for (size_t i = 0; i < count; i++) {
    const uint32_t bits = random_bits();
    switch (i % 4) {
      case 0: source[i] = float_of(bits); break;
      case 1: source[i] = float_of((bits & 0x8ffff000u) | 0x38001000u); break;
      case 2: source[i] = float_of((bits & 0xffff0000u) | 0x8000u); break;
      default: source[i] *= 0x1p-14f; break;
    }
  }
  return source;
}

static void run_narrowing(const kernel_clones *clones, size_t count, placement place) {
  begin_case(place, "float_to_half, float_to_bfloat16", clones->name, "%zu numbers", count);
  const float *source = mixed_floats(count);
  uint16_t *halves = room(2 * count, 2), *brains = room(2 * count, 2);
  unwrite(halves, 2 * count);
  unwrite(brains, 2 * count);
  clones->float_to_half(source, halves, count);
  clones->float_to_bfloat16(source, brains, count);
  for (size_t i = 0; i < count; i++) {
    const double number = (double)source[i];
    expect_near_double("half", i, number_of_half(halves[i]), nearest_half(number), 0);
    const float brain = float_of((uint32_t)brains[i] << 16);
    // A bfloat16 below a float's normal numbers has fewer digits than 8, the last of 2^-133.
    const double rounded = fabs(number) < 0x1p-126 ? ldexp(nearbyint(ldexp(number, 133)), -133)
                                                   : nearest(number, 8);
    expect_near("bfloat16", i, brain, (double)(float)rounded, 0);
    if (signbit(source[i]) != (halves[i] >> 15) || signbit(source[i]) != (brains[i] >> 15)) {
      fail("number %zu, %g, has lost its sign", i, number);
    }
  }
  end_case();
}

void check_half_floats(const kernel_clones *clones) {
  run_widening(clones, 0, 0x10000, 0, EXACT);
  run_narrowing(clones, 0x4001, EXACT);
  for (size_t i = 0; i < COUNT_OF(counts); i++) {
    for (int place = 0; place < placements(); place++) {
      run_widening(clones, 0x3bf0, counts[i], i % 4, (placement)place);
      run_narrowing(clones, counts[i], (placement)place);
    }
  }
}

void check_box_muller(const kernel_clones *clones) {
  static const size_t blocks[] = {0, 1, 2, 5, 64};
  for (size_t i = 0; i < COUNT_OF(blocks) * (size_t)placements(); i++) {
    const size_t count = blocks[i / (size_t)placements()];
    begin_case((placement)(i % (size_t)placements()), "box_muller", clones->name, "%zu blocks",
               count);
    float *values = random_floats(16 * count);
    double *uniform = zero_doubles(16 * count);
    for (size_t j = 0; j < 16 * count; j++) {
      // The least and the greatest, too.
      const uint32_t bits = j % 16 == 1 ? 0 : j % 16 == 2 ? 0xffffff : random_bits() >> 8;
      values[j] = (float)bits * 0x1p-24f;
      uniform[j] = (double)values[j];
    }
    clones->box_muller(values, count);
    for (size_t j = 0; j < 8 * count; j++) {
      const size_t at = j / 8 * 16 + j % 8;
      const double radius = sqrt(-2 * log1p(-uniform[at]));
      const double angle = uniform[at + 8] * 2 * 3.14159265358979323846;
      // The angle's rounding counts whole: up to 2π units.
      expect_near("cosine", at, values[at], radius * cos(angle), radius * roundings(16));
      expect_near("sine", at + 8, values[at + 8], radius * sin(angle), radius * roundings(16));
    }
    end_case();
  }
}

// Some scores are −∞, or all of them, and so may the maximum be that came before.
static void run_softmax(const kernel_clones *clones, size_t count, int kind, placement place) {
  static const char *const kinds[] = {"", ", some masked", ", all masked", ", after a tile"};
  begin_case(place, "softmax_tile", clones->name, "%zu scores%s", count, kinds[kind]);
  float *scores = random_floats(count);
  double *kept = zero_doubles(count);
  float *before = random_floats(1), *rescale = unwritten_floats(1);
  if (kind < 3) *before = -INFINITY;
  const double old = (double)*before;
  double maximum = old;
  for (size_t i = 0; i < count; i++) {
    scores[i] *= 50;
    if (kind == 2 || (kind == 1 && random_bits() % 3 == 0)) scores[i] = -INFINITY;
    kept[i] = (double)scores[i];
    maximum = fmax(maximum, kept[i]);
  }
  const float sum = clones->softmax_tile(scores, count, before, rescale);
  double whole = 0;
  for (size_t i = 0; i < count; i++) {
    const double weight = maximum == -INFINITY ? 0 : exp(kept[i] - maximum);
    whole += weight;
    // The difference is rounded, up to 100 of it; below e^-87 a weight is zero.
    expect_near("scores", i, scores[i], weight, roundings(128) * weight + 2e-38);
  }
  expect_near("sum", 0, sum, whole, roundings(count + 128) * whole + 1e-36);
  expect_near("maximum", 0, *before, maximum, 0);
  const double expected = maximum == -INFINITY ? 1 : exp(old - maximum);
  expect_near("rescale", 0, *rescale, expected, roundings(128) * expected + 2e-38);
  end_case();
}

void check_softmax(const kernel_clones *clones) {
  for (size_t i = 0; i < COUNT_OF(counts) * 4; i++) {
    for (int place = 0; place < placements(); place++) {
      run_softmax(clones, counts[i / 4], (int)(i % 4), (placement)place);
    }
  }
}
