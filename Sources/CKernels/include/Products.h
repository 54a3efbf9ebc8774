// Products of matrices, convolutions and attention, for one level of the instruction set at a time.
//
// The right operand of a product lies in panels: `ckernels_kernels.panel` columns side by side, a row
// of them for each inner index; the last panel is only as wide as it needs to be, in whole vectors.
// Operands are floats, or bfloat16 in pairs of inner indices: a pair is one word, the first index in
// its lower half, and counts as one inner index. Everything runs on the calling thread, on a range of
// rows or panels, so that callers share work out.
#ifndef MAQUETTE_CKERNELS_PRODUCTS_H
#define MAQUETTE_CKERNELS_PRODUCTS_H

#include <stddef.h>
#include <stdint.h>

// A half-open range of rows, panels or tiles.
typedef struct {
  size_t start, end;
} ckernels_range;

// Pixels of a picture [items, height, width, channels] under each place of a kernel: pixel
// (y · stride + row − leading) / spread, a zero where that is no pixel or no whole number.
typedef struct {
  size_t height, width, channels;
  size_t output_height, output_width;
  size_t kernel_height, kernel_width;
  size_t stride, spread;
  ptrdiff_t leading;
  // Whether each pixel stands for two by two, so that the picture under the kernel is twice as large.
  int doubled;
  // At least `channels` zeros.
  const void *zeros;
} ckernels_patches;

// What becomes of a product's results.
typedef enum {
  CKERNELS_IDENTITY,
  CKERNELS_SILU,
  CKERNELS_QUICK_GELU,
  CKERNELS_GELU,
  CKERNELS_GELU_TANH,
  // value · gelu(gate): the columns' first half are values, the second their gates, each whole panels. The
  // target has half the columns, ranges of panels are of values, and there is no addend.
  CKERNELS_GATED_GELU,
} ckernels_activation;

// target [rows, columns] = activation(left × right + bias + addend).
typedef struct {
  // Rows of `inner` elements, `left_stride` apart; or with patches a picture, whose patches are the rows.
  const void *left;
  size_t left_stride;
  const ckernels_patches *patches;
  // Elements in a row of left; with patches the channels, for each place of the kernel.
  size_t inner;
  // The places of the kernel, 1 without patches.
  size_t segments;
  // [panels][segments · inner][panel width]
  const void *panels;
  // So many elements after left and panels lies what rounding to bfloat16 left of them; 0 for nothing.
  // Then the product is left × right + left_low × right + left × right_low, almost as exact as one of
  // single precision. Only levels with `tiles` know it.
  size_t left_low, panels_low;
  size_t columns;
  float *target;
  size_t target_stride;
  // Added to each row, and to each element; null for none. The target may be the addend.
  const float *bias;
  const float *addend;
  size_t addend_stride;
  // Rows that are given transposed know none but the identity; gates none of split pairs that fill no whole
  // tiles, 16 of them.
  ckernels_activation activation;
  // So many elements that will be read next, asked for meanwhile; none for the product's own panels in turn.
  const void *ahead;
  size_t ahead_elements;
} ckernels_product;

// A convolution by a kernel of 3 × 3 and stride 1, by Winograd's algorithm F(tile × tile, 3 × 3).
typedef struct {
  // 2, 4 or 6: 4, 2.3 and 1.8 multiplications for each result. 2 errs no more than plain sums do, 6 twice as much
  // as 4.
  size_t tile;
  // Whether pictures and kernels, which are pairs then, are rounded to pairs again when they are transformed, for
  // the processor's own instruction: with tiles of 2 and doubled pixels alone, whose transforms make little more
  // of what rounding leaves. Only levels with `rounds_tiles` know it.
  int rounded;
  // [items, height, width, inputs]
  const float *picture;
  size_t items, height, width, inputs;
  // Zero rows above and columns to the left.
  size_t leading;
  // Whether each pixel stands for two by two. Then the tile is 6, which takes 1.4 multiplications for each
  // result, and leading 1.
  int doubled;
  size_t output_height, output_width, outputs;
  // [panels][9 · inputs][panel width], or if they are pairs [panels][9 · inputs / 2][panel width]
  const void *panels;
  int pairs;
  // [items, output height, output width, outputs]
  float *target;
  const float *bias;
  // Of the target's shape, or null; target may be addend.
  const float *addend;
} ckernels_winograd;

// Attention of one head: query and target are columns of rows `stride` floats apart, so are key and value.
typedef struct {
  const float *query, *key, *value;
  size_t queries, keys, size, stride;
  float scale;
  // [queries, keys], added to the scores; null for none.
  const float *mask;
  float *target;
  // Up to the level's `attention_parts`: 1 multiplies bfloat16, 2 also what rounding to it leaves; 0 floats.
  int parts;
} ckernels_attention;

typedef struct {
  // Floats in a vector, columns in a panel, and rows that are multiplied together.
  size_t lanes, panel, rows;
  // Whether pairs are multiplied in tiles, so fast that convolutions had better not be transformed,
  // and that three products of pairs are faster than one of floats.
  int tiles;

  // Packs scale · right, whose element (k, column) lies at source + k · inner_stride + column ·
  // column_stride (one of them 1), as the inner indices from `offset` of panels of `inner` in all.
  void (*pack)(const float *source, size_t inner_stride, size_t column_stride, size_t count,
               size_t columns, float scale, float *target, size_t inner, size_t offset,
               ckernels_range panels);

  // Computes the product's rows and panels in the ranges.
  void (*multiply)(const ckernels_product *product, ckernels_range rows, ckernels_range panels);

  // The same for pairs: source is as in pack, but offset and inner count pairs; an odd last inner
  // index is paired with zero. Rows of left are made pairs by `pair_rows`, (count + 1) / 2 of them each.
  // With `low` what rounding leaves of the source is packed.
  void (*pack_pairs)(const float *source, size_t inner_stride, size_t column_stride, size_t count,
                     size_t columns, int low, uint32_t *target, size_t inner, size_t offset,
                     ckernels_range panels);
  void (*pair_rows)(const float *source, size_t stride, size_t count, int low, ckernels_range rows,
                    uint32_t *target);
  // Makes pairs of `count` rows instead, each with the next, (count + 1) / 2 rows of words in all.
  void (*pair_up_rows)(const float *source, size_t stride, size_t count, size_t columns,
                       ckernels_range pairs, uint32_t *target);
  // The processor's own instruction does it where there is one.
  void (*multiply_pairs)(const ckernels_product *product, ckernels_range rows,
                         ckernels_range panels);

  // As multiply, with left given transposed: [inner, rows], `left_stride` floats a row.
  void (*multiply_transposed)(const ckernels_product *product, ckernels_range rows,
                              ckernels_range panels);
  // The same for pairs; left was made by `pair_up_rows`.
  void (*multiply_transposed_pairs)(const ckernels_product *product, ckernels_range rows,
                                    ckernels_range panels);

  // Whether Winograd's algorithm may round to pairs: the processor has an instruction for them.
  int rounds_tiles;
  // The number of tiles of a convolution, of all items; and floats of workspace for a range.
  size_t (*winograd_tiles)(const ckernels_winograd *convolution);
  size_t (*winograd_workspace)(const ckernels_winograd *convolution, ckernels_range tiles);
  // Computes tiles and panels in the ranges; inputs and outputs are multiples of `lanes`.
  void (*winograd)(const ckernels_winograd *convolution, ckernels_range tiles,
                   ckernels_range panels, float *workspace);

  // The gradient of a convolution with respect to its kernel is Gᵀ S G, where S sums up products of transformed
  // slopes, the gradient of the result, and pictures over tiles of 2, at each of 16 positions. This transforms
  // rows of tiles, of those in a range: a row is one, or if they are rounded to pairs two. Pictures become the
  // right side, [16][panels][all rows][panel width], slopes the left side, transposed, [16][all rows][outputs],
  // of products [16][outputs][inputs].
  void (*transform_for_kernel)(const ckernels_winograd *convolution, const float *gradient,
                               ckernels_range tiles, ckernels_range rows, void *pictures, void *slopes);
  // Writes the kernels [outputs][9][inputs] of such sums for a range of outputs.
  void (*finish_kernel_gradient)(const float *sums, size_t outputs, size_t inputs, ckernels_range rows,
                                 float *target);

  // In how many parts, at most, operands of attention may be rounded to bfloat16.
  int attention_parts;
  // Floats of workspace, and the result for a range of queries; a query that may attend nothing
  // gives zeros.
  size_t (*attention_workspace)(const ckernels_attention *attention);
  void (*attend)(const ckernels_attention *attention, ckernels_range queries, float *workspace);

  // The gradients with respect to query, key and value, laid out like these; null for those that are
  // not wanted. The gradient of the result is laid out like the target.
  size_t (*attention_gradient_workspace)(const ckernels_attention *attention);
  void (*attend_gradient)(const ckernels_attention *attention, const float *gradient, float *query,
                          float *key, float *value, float *workspace);

  // Does as many operations as fast as the processor can, and returns their number; sink has `lanes`
  // floats.
  size_t (*exhaust)(size_t rounds, float *sink);
  // The same for products of tiles; null without.
  size_t (*exhaust_tiles)(size_t rounds);
} ckernels_kernels;

// The kernels of each level, or null where the processor or the system does not let them run.
const ckernels_kernels *ckernels_avx512(void);
const ckernels_kernels *ckernels_avx2(void);
// AMX asks the system for its registers; they are tried on a small product before they are trusted.
const ckernels_kernels *ckernels_amx(void);
// Why a processor's AMX does not run, in words; null where it runs or there is none.
const char *ckernels_amx_refusal(void);

// For programs that carry AMX's instructions out themselves: the kernels without a look at whether the
// processor has it, null where the rest of the level is missing; and having `ckernels_amx` do likewise.
const ckernels_kernels *ckernels_amx_unchecked(void);
void ckernels_assume_amx(void);

#endif
