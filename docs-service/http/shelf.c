/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/shelf.h"

#include <fcntl.h>
#include <unistd.h>
#include "base/id.h"

typedef struct {
  char *token;
  int file;
  gint64 size, weight, put_us, used_us;
  PnJson *report;
} Item;

struct PnShelf {
  GPtrArray *items; /* of Item */
};

static void
item_free (gpointer data)
{
  Item *item = data;
  if (item->file >= 0)
    close (item->file);
  pn_json_unref (item->report);
  g_free (item->token);
  g_free (item);
}

PnShelf *
pn_shelf_new (void)
{
  PnShelf *self = g_new0 (PnShelf, 1);
  self->items = g_ptr_array_new_with_free_func (item_free);
  return self;
}

void
pn_shelf_free (PnShelf *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->items);
  g_free (self);
}

static Item *
item_at (const PnShelf *self, guint i)
{
  return self->items->pdata[i];
}

void
pn_shelf_sweep (PnShelf *self, gint64 now_us)
{
  for (guint i = self->items->len; i-- > 0;)
    if (now_us - item_at (self, i)->used_us >= PN_SHELF_IDLE_US || now_us - item_at (self, i)->put_us >= PN_SHELF_LIFE_US)
      g_ptr_array_remove_index (self->items, i);
}

static void
make_room (PnShelf *self, gint64 weight)
{
  for (;;) {
    gint64 sum = weight;
    guint oldest = 0;
    for (guint i = 0; i < self->items->len; i++) {
      sum += item_at (self, i)->weight;
      if (item_at (self, i)->used_us < item_at (self, oldest)->used_us)
        oldest = i;
    }
    if (self->items->len == 0 || (sum <= PN_SHELF_BYTES && self->items->len < PN_SHELF_FILES))
      return;
    g_ptr_array_remove_index (self->items, oldest);
  }
}

char *
pn_shelf_put (PnShelf *self, int file, gint64 size, gboolean in_memory, const PnJson *report, gint64 now_us)
{
  int own = fcntl (file, F_DUPFD_CLOEXEC, 0);
  if (own < 0)
    return NULL;
  pn_shelf_sweep (self, now_us);
  make_room (self, in_memory ? size : 0);
  Item *item = g_new0 (Item, 1);
  *item = (Item){ .token = pn_id_token (), .file = own, .size = size, .weight = in_memory ? size : 0, .put_us = now_us, .used_us = now_us,
                  .report = pn_json_ref (report) };
  g_ptr_array_add (self->items, item);
  return g_strdup (item->token);
}

gboolean
pn_shelf_find (PnShelf *self, const char *token, gint64 now_us, PnShelved *out)
{
  pn_shelf_sweep (self, now_us);
  for (guint i = 0; token != NULL && i < self->items->len; i++) {
    Item *item = item_at (self, i);
    if (!g_str_equal (item->token, token))
      continue;
    item->used_us = now_us;
    *out = (PnShelved){ item->file, item->size, item->report };
    return TRUE;
  }
  return FALSE;
}

void
pn_shelf_drop (PnShelf *self, const char *token)
{
  for (guint i = 0; token != NULL && i < self->items->len; i++)
    if (g_str_equal (item_at (self, i)->token, token)) {
      g_ptr_array_remove_index (self->items, i);
      return;
    }
}
