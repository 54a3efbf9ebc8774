// What all checks of kernels share: the levels, buffers exactly as large as a contract says, numbers to
// fill them with, and the sentence that says where something went wrong.
#ifndef MAQUETTE_SANITIZED_KERNELS_HARNESS_H
#define MAQUETTE_SANITIZED_KERNELS_HARNESS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

// Where the buffers of a case lie: from malloc, so that the sanitizer or valgrind sees each byte read
// or written too far; the same, but off its alignment; or with their end at a page that may not be
// touched, which also stops instructions that no sanitizer knows.
typedef enum { EXACT, SHIFTED, GUARDED } placement;

// How many of the placements there are: valgrind needs no guarded ones.
int placements(void);

// Begins a case; the words name what is run, and follow "kernel (level), ".
__attribute__((format(printf, 4, 5)))
void begin_case(placement place, const char *kernel, const char *level, const char *words, ...);
// Ends it: frees its buffers, and fails if valgrind has found anything since it began.
void end_case(void);
// Ends the program with a sentence that names the case.
__attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...);
// What ran since the last call.
size_t take_case_count(void);
// Has the case told before the process dies of a sanitizer or a signal.
void tell_the_case_when_dying(void);

// Buffers, freed by end_case. Bytes that lie `shift` off the alignment if the case is a shifted one.
void *room(size_t bytes, size_t shift);
// Forgets what bytes were: reading them before they are written is an error (valgrind) or gives what
// is no number.
void unwrite(void *bytes, size_t count);
float *unwritten_floats(size_t count);
float *random_floats(size_t count);
double *zero_doubles(size_t count);

// Rows of `width` elements of four bytes, `stride` apart; nothing lies behind the last one's.
typedef struct {
  float *at;
  size_t rows, width, stride;
} matrix;

// Random numbers, and between the rows what is no number, nor a pair of numbers.
matrix random_matrix(size_t rows, size_t width, size_t stride);
// Numbers that a kernel must leave as they are, for expect_untouched.
matrix untouched_matrix(size_t rows, size_t width, size_t stride);
// Makes a part of such a matrix unwritten.
void unwrite_part(matrix matrix, ckernels_range rows, ckernels_range columns);
// Fails unless all that lies outside a part is as untouched_matrix left it.
void expect_untouched(matrix matrix, ckernels_range rows, ckernels_range columns);

// A deterministic source, the same numbers in each run.
uint32_t random_bits(void);
// In [−1, 1), with all the digits of a float.
float random_float(void);

// Fails unless a number is within a tolerance of its value; for what is no number, it must be none.
void expect_near(const char *what, size_t index, float found, double value, double tolerance);
void expect_near_double(const char *what, size_t index, double found, double value,
                        double tolerance);
void expect_word(const char *what, size_t index, uint32_t found, uint32_t word);

// The unit of rounding of a float.
#define UNIT 0x1p-24
// The same of bfloat16.
#define PAIR_UNIT 0x1p-9
// What so many roundings of floats one after the other come to at most, relative to the magnitudes of
// what was added and multiplied (N. Higham, Accuracy and Stability of Numerical Algorithms, 3.1).
static inline double roundings(size_t count) {
  return (double)count * UNIT / (1 - (double)count * UNIT);
}

// The nearest number of so many binary digits, ties to even; 8 make a bfloat16.
double nearest(double number, int digits);
// The word of two bfloat16 nearest to two floats.
uint32_t nearest_pair(float first, float second);
// What rounding a number to bfloat16 leaves of it.
float low_of(float number);
// How far a product may be from that of the numbers themselves, relative to it, where each of the two
// is rounded to one bfloat16 (off by 2^-8 at most), or stands as two whose second ones are not
// multiplied with each other (each off by 2^-16, and that product is another 2^-16).
#define ONE_PART 0x1.02p-7
#define TWO_PARTS 0x1.81p-15

// A level of products, convolutions and attention.
typedef struct {
  const char *name;
  // Null where the processor has no such level.
  const ckernels_kernels *(*kernels)(void);
  // Whether it differs from another level in products of pairs alone.
  int only_pairs;
} kernel_level;

extern const kernel_level kernel_levels[];
extern const size_t kernel_level_count;

// Floats, or words of pairs, of a packed matrix.
size_t packed_count(const ckernels_kernels *kernels, size_t inner, size_t columns);
// Where an element of it lies.
size_t packed_place(const ckernels_kernels *kernels, size_t inner, size_t columns, size_t index,
                    size_t column);
// The number of panels of so many columns.
size_t panel_count(const ckernels_kernels *kernels, size_t columns);

// The kernels that are compiled once for each level by CLONES.
#define ALL_CLONED(KERNEL)                                                                     \
  KERNEL(half_to_float) KERNEL(bfloat16_to_float) KERNEL(float_to_half)                        \
  KERNEL(float_to_bfloat16) KERNEL(box_muller) KERNEL(silu) KERNEL(quick_gelu) KERNEL(gelu)    \
  KERNEL(gelu_tanh) KERNEL(geglu) KERNEL(silu_gradient) KERNEL(quick_gelu_gradient)            \
  KERNEL(gelu_gradient) KERNEL(gelu_tanh_gradient) KERNEL(geglu_gradient) KERNEL(softmax_tile) \
  KERNEL(layer_norm) KERNEL(layer_norm_gradient) KERNEL(channel_sums) KERNEL(scale_shift)      \
  KERNEL(scale_shift_gradient) KERNEL(combine_channels) KERNEL(adam) KERNEL(column_sums)

// One such clone of each of them.
typedef struct {
  const char *name;
  // Whether the processor has that level.
  int (*runs)(void);
#define FIELD(kernel) __typeof__(&ckernels_##kernel) kernel;
  ALL_CLONED(FIELD)
#undef FIELD
} kernel_clones;

extern const kernel_clones clone_levels[];
extern const size_t clone_level_count;

// An activation's value and slope, and what a float's rounding does to them at most.
typedef struct {
  double value, slope, value_error, slope_error;
} activation_point;

// At x; a gated one's of the gate alone.
activation_point activation_at(ckernels_activation activation, double x);

// The checks, a file each.
void check_products(const kernel_level *level);
void check_special_pairs(const kernel_level *level);
void check_patches(const kernel_level *level);
void check_winograd(const kernel_level *level);
void check_kernel_gradients(const kernel_level *level);
void check_attention(const kernel_level *level);
void check_attention_gradients(const kernel_level *level);
void check_peak(const kernel_level *level);
void check_tiles(const kernel_level *level);
void check_activations(const kernel_clones *clones);
void check_half_floats(const kernel_clones *clones);
void check_softmax(const kernel_clones *clones);
void check_normalizations(const kernel_clones *clones);
void check_channels(const kernel_clones *clones);
void check_updates(const kernel_clones *clones);
void check_box_muller(const kernel_clones *clones);
void check_empty(const kernel_clones *clones);

#endif
