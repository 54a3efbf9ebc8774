// All kernels of one level: included after LANES, TILE_ROWS, TILE_VECTORS, DEAL_…, EVEN_OF and ODD_OF
// are defined, and multiply_pairs is declared.
#include "Vector.h"

#include "Floats.h"

#include "Tile.h"

#include "Panels.h"

#include "PairPanels.h"

#include "Multiply.h"

#include "Winograd.h"

#include "Attention.h"

#include "AttentionGradient.h"

#include "Peak.h"

// The table, with the products of pairs that the processor has.
#define LEVEL(pairs)                                              \
  {                                                               \
      .lanes = LANES,                                             \
      .panel = PANEL,                                             \
      .pack = pack,                                               \
      .multiply = multiply,                                       \
      .pack_pairs = pack_pairs,                                   \
      .pair_rows = pair_rows,                                     \
      .pair_up_rows = pair_up_rows,                               \
      .multiply_pairs = pairs,                                    \
      .multiply_transposed_pairs = pairs##_transposed,            \
      .multiply_transposed = multiply_transposed,                 \
      .winograd_tiles = winograd_tiles,                           \
      .winograd_workspace = winograd_workspace,                   \
      .winograd = winograd,                                       \
      .attention_workspace = attention_workspace,                 \
      .attend = attend,                                           \
      .attention_gradient_workspace = attention_gradient_workspace, \
      .attend_gradient = attend_gradient,                         \
      .exhaust = exhaust,                                         \
  }
