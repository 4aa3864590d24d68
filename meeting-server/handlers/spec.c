/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/handlers/spec.h"

#include <stdlib.h>
#include <string.h>

/* Sorted by name. room.* are bound to one connection: repeating them means doing them again. */
static const PnSpec table[] = {
  { "agenda.add", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "agenda.conclude", PN_RUN_WRITE, PN_KEY_ITEM, TRUE },
  { "agenda.move", PN_RUN_WRITE, PN_KEY_ITEM, TRUE },
  { "agenda.remove", PN_RUN_WRITE, PN_KEY_ITEM, TRUE },
  { "agenda.start", PN_RUN_WRITE, PN_KEY_ITEM, TRUE },
  { "agenda.update", PN_RUN_WRITE, PN_KEY_ITEM, TRUE },
  { "attendance.mark", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "attendance.respond", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "chat.send", PN_RUN_SHARED, PN_KEY_MEETING, TRUE },
  { "floor.end", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "floor.grant", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "floor.request", PN_RUN_SHARED, PN_KEY_MEETING, TRUE },
  { "floor.withdraw", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "hello", PN_RUN_FREE, PN_KEY_NONE, FALSE },
  { "media.check", PN_RUN_FREE, PN_KEY_NONE, FALSE },
  { "media.mute", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "media.mute_other", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "media.prefer", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "media.publish", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "media.subscribe", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "meeting.close", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "meeting.create", PN_RUN_CREATE, PN_KEY_NONE, TRUE },
  { "meeting.delete", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "meeting.get", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "meeting.open", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "meeting.pause", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "meeting.publish", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "meeting.resume", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "meeting.update", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "meetings.list", PN_RUN_FREE, PN_KEY_NONE, FALSE },
  { "minutes.freeze", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "minutes.get", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "minutes.update", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "org.tree", PN_RUN_FREE, PN_KEY_NONE, FALSE },
  { "participants.set", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "ping", PN_RUN_FREE, PN_KEY_NONE, FALSE },
  { "present.page", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "present.pointer", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "present.start", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "present.stop", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "programme.live", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "programme.set", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "programme.watch", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "record.start", PN_RUN_READ, PN_KEY_MEETING, TRUE },
  { "record.stop", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "room.join", PN_RUN_WRITE, PN_KEY_MEETING, FALSE },
  { "room.leave", PN_RUN_WRITE, PN_KEY_MEETING, FALSE },
  { "room.resume", PN_RUN_WRITE, PN_KEY_MEETING, FALSE },
  { "site.check_submit", PN_RUN_SHARED, PN_KEY_MEETING, TRUE },
  { "site.checks", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "site.connect", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "site.disconnect", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "site.source_set", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "site.token_make", PN_RUN_WRITE, PN_KEY_MEETING, FALSE }, /* its reply holds the key: stored nowhere */
  { "site.token_revoke", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "site.tokens", PN_RUN_READ, PN_KEY_MEETING, FALSE },
  { "sites.set", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
  { "vote.cast", PN_RUN_SHARED, PN_KEY_VOTE, TRUE },
  { "vote.close", PN_RUN_WRITE, PN_KEY_VOTE, TRUE },
  { "vote.open", PN_RUN_WRITE, PN_KEY_MEETING, TRUE },
};

static int
compare (const void *key, const void *row)
{
  return strcmp (key, ((const PnSpec *) row)->type);
}

const PnSpec *
pn_spec_find (const char *type)
{
  return bsearch (type, table, G_N_ELEMENTS (table), sizeof table[0], compare);
}
