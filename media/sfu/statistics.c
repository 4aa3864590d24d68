/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sfu/statistics.h"

#include "media/sfu/downlink.h"

#define ROW(id, name, type, help) ROW_##id,
enum {
#include "media/sfu/statistics.inc"
  N_ROWS
};
#undef ROW

static const struct {
  const char *name, *type, *help;
} rows[N_ROWS] = {
#define ROW(id, name, type, help) { "phien_media_" name, type, help },
#include "media/sfu/statistics.inc"
#undef ROW
};

typedef struct {
  GString *text[N_ROWS];
  guint n[N_ROWS];
  guint64 left_out;
} Rows;

struct PnStatistics {
  GMutex lock; /* of made */
  Rows *made;  /* NULL: none yet, or long ago */
  gint64 wanted_until, next;
};

static Rows *
rows_new (void)
{
  Rows *self = g_new0 (Rows, 1);
  for (guint i = 0; i < N_ROWS; i++)
    self->text[i] = g_string_new (NULL);
  return self;
}

static void
rows_free (Rows *self)
{
  for (guint i = 0; i < N_ROWS; i++)
    g_string_free (self->text[i], TRUE);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rows, rows_free)

static void
put (Rows *self, guint row, const char *labels, gdouble value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  if (self->n[row] >= PN_STATISTICS_MAX) {
    self->left_out++;
    return;
  }
  self->n[row]++;
  g_string_append_printf (self->text[row], "%s{%s} %s\n", rows[row].name, labels,
                          g_ascii_formatd (number, sizeof number, "%.12g", value));
}

static void
put_line (Rows *self, const PnConn *conn)
{
  const PnCondition *c = &conn->condition;
  const PnPeer *peer = conn->peer;
  g_autofree char *labels
      = g_strdup_printf ("room=\"%" G_GINT64_FORMAT "\",peer=\"%" G_GINT64_FORMAT "\",dir=\"%s\"",
                         peer->room->id, peer->id, conn->dir == PN_DIR_PUB ? "up" : "down");
  put (self, ROW_LINE_QUALITY, labels, c->quality.level);
  put (self, ROW_LINE_LOSS, labels, c->last.loss);
  put (self, ROW_LINE_RTT, labels, (gdouble) c->last.rtt / G_USEC_PER_SEC);
  put (self, ROW_LINE_RATE, labels, (gdouble) c->kbps * 1000);
  if (conn->downlink != NULL)
    put (self, ROW_LINE_ESTIMATE, labels, (gdouble) pn_bwe_estimate (&conn->downlink->bwe));
}

static void
put_layer (Rows *self, const PnLayer *layer, gint64 room)
{
  const PnReception *r = &layer->reception;
  if (layer->last_at == 0)
    return;
  g_autofree char *labels = g_strdup_printf ("room=\"%" G_GINT64_FORMAT "\",track=\"%s\",layer=\"%u\"", room,
                                             layer->track->id, layer->index);
  gint64 expected = r->highest - r->base + 1;
  put (self, ROW_LAYER_PACKETS, labels, (gdouble) r->received);
  put (self, ROW_LAYER_LOST, labels, (gdouble) MAX (expected - (gint64) r->received, 0));
  put (self, ROW_LAYER_REPAIRED, labels, (gdouble) r->recovered);
  put (self, ROW_LAYER_RATE, labels, (gdouble) layer->rate);
  if (r->clock > 0)
    put (self, ROW_LAYER_JITTER, labels, r->jitter / r->clock);
  if (layer->width > 0)
    put (self, ROW_LAYER_HEIGHT, labels, layer->height);
}

static void
put_sender (Rows *self, const PnSender *sender)
{
  const PnPeer *peer = sender->conn->peer;
  g_autofree char *labels
      = g_strdup_printf ("room=\"%" G_GINT64_FORMAT "\",peer=\"%" G_GINT64_FORMAT "\",track=\"%s\"",
                         peer->room->id, peer->id, sender->track != NULL ? sender->track->id : sender->want);
  put (self, ROW_SENT_PACKETS, labels, sender->packets);
  put (self, ROW_SENT_BYTES, labels, sender->octets);
  put (self, ROW_SENT_LAYER, labels, sender->layer != NULL ? (gdouble) sender->layer->index : -1);
}

static void
put_conn (Rows *self, const PnConn *conn)
{
  if (conn->condition.counted)
    put_line (self, conn);
  for (guint i = 0; i < conn->tracks->len && !conn->relayed; i++) {
    const PnTrack *track = g_ptr_array_index (conn->tracks, i);
    for (guint k = 0; k < track->n_layers; k++)
      put_layer (self, track->layers[k], conn->peer->room->id);
  }
  for (guint i = 0; i < conn->senders->len; i++)
    put_sender (self, g_ptr_array_index (conn->senders, i));
}

static Rows *
look (GHashTable *rooms)
{
  Rows *made = rows_new ();
  GHashTableIter iter, inner;
  gpointer room, peer;
  g_hash_table_iter_init (&iter, rooms);
  while (g_hash_table_iter_next (&iter, NULL, &room)) {
    g_hash_table_iter_init (&inner, ((PnRoom *) room)->peers);
    while (g_hash_table_iter_next (&inner, NULL, &peer))
      for (guint dir = 0; dir < G_N_ELEMENTS (((PnPeer *) peer)->conns); dir++)
        if (((PnPeer *) peer)->conns[dir] != NULL)
          put_conn (made, ((PnPeer *) peer)->conns[dir]);
  }
  return made;
}

PnStatistics *
pn_statistics_new (void)
{
  PnStatistics *self = g_new0 (PnStatistics, 1);
  g_mutex_init (&self->lock);
  return self;
}

void
pn_statistics_free (PnStatistics *self)
{
  g_clear_pointer (&self->made, rows_free);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
pn_statistics_tick (PnStatistics *self, GHashTable *rooms, gint64 now)
{
  if (now < self->next)
    return;
  self->next = now + G_USEC_PER_SEC;
  g_mutex_lock (&self->lock);
  gboolean wanted = now < self->wanted_until, stale = self->made != NULL;
  g_mutex_unlock (&self->lock);
  if (!wanted && !stale)
    return;
  g_autoptr (Rows) made = wanted ? look (rooms) : NULL;
  g_mutex_lock (&self->lock);
  Rows *before = self->made;
  self->made = g_steal_pointer (&made);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&before, rows_free);
}

void
pn_statistics_want (PnStatistics *self, gint64 now)
{
  g_mutex_lock (&self->lock);
  self->wanted_until = now + PN_STATISTICS_KEPT_US;
  g_mutex_unlock (&self->lock);
}

char *
pn_statistics_page (PnStatistics *const *workers, guint n)
{
  GString *page = g_string_new (NULL);
  guint64 left_out = 0;
  gboolean any = FALSE;
  for (guint i = 0; i < N_ROWS; i++) {
    g_string_append_printf (page, "# HELP %s %s\n# TYPE %s %s\n", rows[i].name, rows[i].help, rows[i].name,
                            rows[i].type);
    for (guint w = 0; w < n; w++) {
      g_mutex_lock (&workers[w]->lock);
      const Rows *made = workers[w]->made;
      if (made != NULL)
        g_string_append_len (page, made->text[i]->str, (gssize) made->text[i]->len);
      any |= made != NULL;
      left_out += made != NULL && i == 0 ? made->left_out : 0;
      g_mutex_unlock (&workers[w]->lock);
    }
  }
  if (!any)
    g_string_append (page, "# Nobody has asked lately: rows are here from the next second on.\n");
  if (left_out > 0)
    g_string_append_printf (page, "# %" G_GUINT64_FORMAT " rows left out: more than %d of a kind.\n",
                            left_out, PN_STATISTICS_MAX);
  return g_string_free (page, FALSE);
}
