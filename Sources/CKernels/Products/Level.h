// All kernels of one level: included after LANES, TILE_ROWS, TILE_VECTORS, DEAL_…, EVEN_OF and ODD_OF
// are defined, and multiply_pairs is declared; HAS_TILES where there are tiles.
#include "Vector.h"

#include "Floats.h"

#include "Tile.h"

#include "Panels.h"

#include "PairPanels.h"

#include "Patches.h"

#include "Multiply.h"

#include "WinogradTransforms.h"

#include "FloatTiles.h"

#include "Winograd.h"

#include "WinogradGradient.h"

// Each form is compiled by itself.
static void winograd(const ckernels_winograd *c, ckernels_range tiles, ckernels_range panels,
                     float *workspace) {
  if (c->doubled) {
    winograd_of(DOUBLED_FORM, c, tiles, panels, workspace);
  } else if (c->tile == 2) {
    winograd_of(FORM_2, c, tiles, panels, workspace);
  } else if (c->tile == 4) {
    winograd_of(FORM_4, c, tiles, panels, workspace);
  } else {
    winograd_of(FORM_6, c, tiles, panels, workspace);
  }
}

#include "QueryTile.h"

#include "Attention.h"

#include "AttentionMaps.h"

#include "AttentionGradient.h"

#include "Peak.h"

// With tiles whole blocks of 32 rows, and whole tiles of floats.
#ifdef HAS_TILES
#define ROWS_TOGETHER (16 * TILE_ROWS)
#define EXHAUST_TILES exhaust_tiles
#else
#define ROWS_TOGETHER TILE_ROWS
#define EXHAUST_TILES NULL
#endif

// The table, with the products of pairs that the processor has, whether Winograd's algorithm rounds to them, and
// that and its gradient, attention and its gradients.
#define LEVEL(pairs, rounds, room_for_tiles, tiled, slopes, parts, room, attention, room_for_gradient, \
              gradient)                                           \
  {                                                               \
      .lanes = LANES,                                             \
      .panel = PANEL,                                             \
      .rows = ROWS_TOGETHER,                                      \
      .tiles = ROWS_TOGETHER != TILE_ROWS,                        \
      .pack = pack,                                               \
      .multiply = multiply,                                       \
      .pack_pairs = pack_pairs,                                   \
      .pair_rows = pair_rows,                                     \
      .pair_up_rows = pair_up_rows,                               \
      .multiply_pairs = pairs,                                    \
      .multiply_transposed_pairs = pairs##_transposed,            \
      .multiply_transposed = multiply_transposed,                 \
      .winograd_tiles = winograd_tiles,                           \
      .rounds_tiles = rounds,                                     \
      .winograd_workspace = room_for_tiles,                       \
      .winograd = tiled,                                          \
      .transform_for_kernel = slopes,                             \
      .finish_kernel_gradient = finish_kernel_gradient,           \
      .attention_parts = parts,                                   \
      .attention_workspace = room,                                \
      .attend = attention,                                        \
      .attention_gradient_workspace = room_for_gradient,          \
      .attend_gradient = gradient,                                \
      .exhaust = exhaust,                                         \
      .exhaust_tiles = EXHAUST_TILES,                             \
  }
