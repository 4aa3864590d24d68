/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/allocate.h"

#define MAX_STEPS 6
#define RISE 1.15                        /* what a better layer must fit in: estimate and bitrates both waver */
#define STAY 0.92                        /* and what it has it keeps a little longer */
#define RISE_HELD 1.4                    /* and after a fall, for */
#define HOLD_US G_USEC_PER_SEC           /* so long, doubled when it had just risen, up to */
#define MAX_HOLD_US (8 * G_USEC_PER_SEC)
#define FLAP_US (10 * G_USEC_PER_SEC)
#define ENOUGH 0.8                       /* a layer four fifths as wide as the tile is sharp enough */
#define TOP_PRIORITY 3

/* What a tile may get, each costing more than the one before; step 0 is nothing. */
typedef struct {
  gint layer;
  guint tid;
  guint64 cost;
} Step;

typedef struct {
  PnTile *tile;
  Step steps[MAX_STEPS];
  guint n_steps, now, chosen; /* `now` is the step it stands on */
} Ladder;

/* Share of a layer's bitrate that its lower temporal layers have, as VP8 encoders of browsers divide it. */
static gdouble
share_of (guint tid, guint n_tids)
{
  if (n_tids == 2)
    return tid == 0 ? 0.6 : 1;
  return tid == 0 ? 0.4 : tid == 1 ? 0.6 : 1;
}

static gboolean
is_enough (const PnTile *t, const PnTileLayer *l)
{
  return l->width > 0 && l->width >= ENOUGH * t->width && l->height >= ENOUGH * t->height;
}

static guint
best_layer (const PnTile *t)
{
  guint best = 0;
  for (guint i = 0; i < t->n_layers; i++) {
    if (t->layers[i].bitrate == 0)
      continue;
    best = i;
    if (is_enough (t, &t->layers[i]))
      break;
  }
  return best;
}

static void
add_step (Ladder *l, guint layer, guint tid, gdouble cost)
{
  if (l->n_steps < MAX_STEPS)
    l->steps[l->n_steps++] = (Step){ (gint) layer, tid, (guint64) cost };
}

static void
make_ladder (Ladder *l, PnTile *t, gboolean sure)
{
  gboolean lowest = TRUE, silent = TRUE;
  *l = (Ladder){ .tile = t, .steps = { { PN_TILE_PAUSED, PN_TILE_ALL_TIDS, 0 } }, .n_steps = 1 };
  guint best = best_layer (t);
  for (guint i = 0; t->width > 0 && i <= best && i < t->n_layers; i++) {
    gdouble rate = (gdouble) t->layers[i].bitrate;
    if (rate <= 0)
      continue;
    silent = FALSE;
    for (guint tid = 0; lowest && tid + 1 < MIN (t->n_tids, 3); tid++)
      add_step (l, i, tid, rate * share_of (tid, MIN (t->n_tids, 3)));
    add_step (l, i, PN_TILE_ALL_TIDS, rate);
    lowest = FALSE;
  }
  if (silent && t->width > 0) /* nothing is sent now; on a line known to be thin the smallest is what to begin with */
    add_step (l, !sure && t->n_layers > 0 ? t->n_layers - 1 : 0, PN_TILE_ALL_TIDS, 0);
  for (guint i = 0; i < l->n_steps; i++)
    if (l->steps[i].layer < t->layer || (l->steps[i].layer == t->layer && l->steps[i].tid <= t->tid))
      l->now = i;
}

static guint64
price (const Ladder *l, guint step, gint64 now)
{
  gdouble cost = (gdouble) l->steps[step].cost;
  gboolean held = l->steps[step].layer > l->steps[l->now].layer && now < l->tile->memory->held_until;
  return (guint64) (held ? RISE_HELD * cost : step > l->now ? RISE * cost : STAY * cost);
}

static gboolean
may_raise (const Ladder *l, guint64 used, guint64 budget, gint64 now)
{
  guint next = l->chosen + 1;
  return next < l->n_steps && used - l->steps[l->chosen].cost + price (l, next, now) <= budget;
}

static void
step_up (Ladder *l, guint64 *used)
{
  *used += l->steps[l->chosen + 1].cost - l->steps[l->chosen].cost;
  l->chosen++;
}

/* Everybody's first step, the more important first. */
static void
give_first (Ladder *ladders, guint n, guint64 budget, gboolean sure, gint64 now, guint64 *used)
{
  for (gint priority = TOP_PRIORITY; priority >= 0; priority--)
    for (guint i = 0; i < n; i++)
      if (MIN (ladders[i].tile->priority, TOP_PRIORITY) == (guint) priority && ladders[i].n_steps > 1
          && (!sure || may_raise (&ladders[i], *used, budget, now)))
        step_up (&ladders[i], used);
}

static void
give_more (Ladder *ladders, guint n, guint64 budget, gint64 now, guint64 *used)
{
  for (gint priority = TOP_PRIORITY; priority >= 0; priority--)
    for (gboolean again = TRUE; again;) {
      again = FALSE;
      for (guint i = 0; i < n; i++)
        if (MIN (ladders[i].tile->priority, TOP_PRIORITY) == (guint) priority && ladders[i].chosen > 0
            && may_raise (&ladders[i], *used, budget, now)) {
          step_up (&ladders[i], used);
          again = TRUE;
        }
    }
}

static void
remember (Ladder *l, gint64 now)
{
  PnTileMemory *m = l->tile->memory;
  gint before = l->steps[l->now].layer, after = l->steps[l->chosen].layer;
  if (after > before) {
    m->raised_at = now;
  } else if (after < before) {
    gboolean flaps = m->raised_at > 0 && now - m->raised_at < FLAP_US;
    m->hold = flaps ? MIN (MAX (2 * m->hold, HOLD_US), MAX_HOLD_US) : HOLD_US;
    m->held_until = now + m->hold;
  }
}

/* The most important tile that lacks something says which budget would help it. */
static guint64
next_wish (const Ladder *ladders, guint n, guint64 used, gint64 now)
{
  for (gint priority = TOP_PRIORITY; priority >= 0; priority--)
    for (guint i = 0; i < n; i++) {
      const Ladder *l = &ladders[i];
      if (MIN (l->tile->priority, TOP_PRIORITY) == (guint) priority && l->chosen + 1 < l->n_steps)
        return used - l->steps[l->chosen].cost + price (l, MAX (l->chosen + 1, l->now), now) + 1;
    }
  return 0;
}

guint64
pn_allocate (PnTile *tiles, guint n, guint64 budget, gboolean sure, gint64 now, guint64 *wanted)
{
  Ladder ladders[PN_ALLOCATE_TILES];
  guint64 used = 0;
  g_assert (n <= PN_ALLOCATE_TILES);
  for (guint i = 0; i < n; i++)
    make_ladder (&ladders[i], &tiles[i], sure);
  give_first (ladders, n, budget, sure, now, &used);
  give_more (ladders, n, budget, now, &used);
  *wanted = next_wish (ladders, n, used, now);
  for (guint i = 0; i < n; i++) {
    const Step *s = &ladders[i].steps[ladders[i].chosen];
    remember (&ladders[i], now);
    tiles[i].layer = s->layer;
    tiles[i].tid = s->tid;
    tiles[i].full = ladders[i].chosen + 1 == ladders[i].n_steps;
    tiles[i].held_back = s->layer == PN_TILE_PAUSED && ladders[i].n_steps > 1;
  }
  return used;
}
