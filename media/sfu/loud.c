/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Voice slots: a subscriber of a large room wants loud/1 … loud/8 instead of every microphone, and each of
 * these is bound to one voice that is heard now. Decided when a voice begins and at ticks, never for each
 * packet; a bound slot is an ordinary sender. */
#include "media/sfu/objects.h"

#define TICK_US 200000
#define GONE_US 400000 /* no packet so long: muted, left out for louder ones, or gone */
#define GIVES_WAY_US 100000
#define QUIET_US 1500000 /* as in lastn.c */
#define VOICE 67         /* -dBov */

enum { SILENT, QUIET, SPEAKING, CALLED };

guint
pn_loud_slot (const char *want)
{
  return g_str_has_prefix (want, "loud/") && want[5] >= '1' && want[5] <= '0' + PN_LOUD_SLOTS
                 && want[6] == '\0'
             ? (guint) (want[5] - '0')
             : 0;
}

static guint
rank_of (const PnTrack *track, gint64 now)
{
  const PnPeer *peer = track->conn->peer;
  if (now - track->heard_at > GIVES_WAY_US)
    return SILENT;
  if (track->voice_at == 0 || now - track->voice_at > QUIET_US)
    return QUIET;
  return pn_lastn_is_called (peer->room->voices, peer->id) ? CALLED : SPEAKING;
}

/* One voice for one subscriber: its slot if it has one, a free one, or that of the least of those who matter
 * less. */
static void
offer_to (const PnConn *conn, PnTrack *track, gint64 now)
{
  PnSender *best = NULL;
  guint least = rank_of (track, now);
  for (guint i = 0; i < conn->senders->len; i++) {
    PnSender *s = g_ptr_array_index (conn->senders, i);
    if (s->slot == 0)
      continue;
    if (s->track == track)
      return;
    guint rank = s->track != NULL ? rank_of (s->track, now) : SILENT;
    gboolean free_before = best != NULL && best->track == NULL;
    if (s->track == NULL ? !free_before || s->slot < best->slot : !free_before && rank < least) {
      best = s;
      least = MIN (least, rank);
    }
  }
  if (best != NULL)
    pn_sender_bind (best, track);
}

static void
offer_to_all (PnTrack *track, gint64 now)
{
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, track->conn->peer->room->peers);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const PnPeer *peer = value;
    if (peer != track->conn->peer && peer->conns[PN_DIR_SUB] != NULL)
      offer_to (peer->conns[PN_DIR_SUB], track, now);
  }
}

void
pn_loud_packet (PnTrack *track, gint level, gint64 now)
{
  PnRoom *room = track->conn->peer->room;
  gboolean voice = level >= 0 && (level & 0x7F) <= VOICE;
  guint heard = voice ? SPEAKING : QUIET;
  track->heard_at = now;
  if (voice)
    track->voice_at = now;
  if (track->heard >= heard)
    return;
  if (track->heard == SILENT)
    g_ptr_array_add (room->heard, track);
  track->heard = heard;
  if (room->n_slots > 0)
    offer_to_all (track, now);
}

void
pn_loud_forget (PnTrack *track)
{
  if (track->heard == SILENT)
    return;
  track->heard = SILENT;
  g_ptr_array_remove_fast (track->conn->peer->room->heard, track);
  for (guint i = 0; i < track->senders->len;) {
    PnSender *s = g_ptr_array_index (track->senders, i);
    if (s->slot > 0)
      pn_sender_bind (s, NULL);
    else
      i++;
  }
}

void
pn_loud_fill (const PnConn *conn, gint64 now)
{
  const GPtrArray *heard = conn->peer->room->heard;
  for (guint i = 0; i < heard->len; i++) {
    PnTrack *track = g_ptr_array_index (heard, i);
    if (track->conn->peer != conn->peer)
      offer_to (conn, track, now);
  }
}

void
pn_loud_tick (PnRoom *room, gint64 now)
{
  if (now < room->next_loud)
    return;
  room->next_loud = now + TICK_US;
  for (guint i = 0; i < room->heard->len;) {
    PnTrack *track = g_ptr_array_index (room->heard, i);
    if (now - track->heard_at > GONE_US) {
      pn_loud_forget (track);
      continue;
    }
    if (rank_of (track, now) <= QUIET)
      track->heard = QUIET;
    else if (room->n_slots > 0) /* perhaps all were taken before */
      offer_to_all (track, now);
    i++;
  }
}
