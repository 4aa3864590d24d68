/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/ports/store.h"

PnEvent *
pn_event_from_stored (const PnStored *s)
{
  const PnJson *b = s->body;
  PnEvent *e = g_new0 (PnEvent, 1);
  e->seq = s->seq;
  e->at_us = s->at_us;
  e->actor = s->actor;
  e->kind = pn_kind_from_name (s->kind);
  e->choice = s->choice;
  e->person = pn_wire_int (b, "person", 0);
  e->peer = pn_wire_int (b, "peer", 0);
  e->item = pn_wire_int (b, "item", 0);
  e->vote = pn_wire_int (b, "vote", 0);
  e->version = pn_wire_int (b, "version", 0);
  e->request = pn_wire_int (b, "request", 0);
  e->proxy = pn_wire_int (b, "proxy", 0);
  e->page = (gint) pn_wire_int (b, "page", 0);
  e->seconds = (gint) pn_wire_int (b, "seconds", 0);
  if (!pn_attendance_parse (pn_wire_str (b, "attendance", NULL), &e->attendance))
    e->attendance = PN_ATTENDANCE_ABSENT;
  e->has_response = pn_response_parse (pn_wire_str (b, "response", NULL), &e->response);
  e->sha256 = g_strdup (pn_wire_str (b, "sha256", NULL));
  switch (e->kind) {
  case PN_KIND_AGENDA_CONCLUDED:
    e->text = g_strdup (pn_wire_str (b, "conclusion", ""));
    break;
  case PN_KIND_CHAT_SAID:
    e->text = g_strdup (pn_wire_str (b, "text", ""));
    break;
  case PN_KIND_MEETING_OPENED:
    e->text = g_strdup (pn_wire_str (b, "override_reason", NULL));
    break;
  case PN_KIND_ATTENDANCE_CHANGED:
    e->text = g_strdup (pn_wire_str (b, "reason", NULL));
    break;
  case PN_KIND_PRESENT_STARTED:
    e->person = pn_wire_int (b, "by", 0);
    break;
  case PN_KIND_DOCUMENT_ADDED:
    e->item = pn_wire_int (pn_wire_member (b, "document"), "item", 0);
    break;
  default:
    break;
  }
  return e;
}
