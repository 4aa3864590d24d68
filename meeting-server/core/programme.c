/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meeting-server/core/programme.h"

static gboolean
is_sent (const PnTrack *track, const char *source)
{
  return track->up && !track->muted && g_str_equal (track->source, source);
}

/* The first track of this source whose owner `fits`. */
static char *
pick (const PnRoom *room, const char *source,
      gboolean (*fits) (const PnRoom *room, const PnTrack *track, gint64 key), gint64 key)
{
  const PnRoster *roster = pn_room_roster_const (room);
  for (guint i = 0; i < pn_roster_tracks (roster); i++) {
    const PnTrack *track = pn_roster_track_at (roster, i);
    if (is_sent (track, source) && fits (room, track, key))
      return g_strdup (track->id);
  }
  return NULL;
}

static gboolean
is_anybody (const PnRoom *room, const PnTrack *track, gint64 key)
{
  return TRUE;
}

static gboolean
is_peer (const PnRoom *room, const PnTrack *track, gint64 peer)
{
  return track->peer == peer;
}

static gboolean
is_person (const PnRoom *room, const PnTrack *track, gint64 person)
{
  return person != 0 && track->person == person;
}

static gboolean
is_equipment (const PnRoom *room, const PnTrack *track, gint64 site)
{
  return track->site == site;
}

static gboolean
sits_there (const PnRoom *room, const PnTrack *track, gint64 site)
{
  const PnParticipant *p = track->person == 0 ? NULL : pn_room_participant (room, track->person);
  return p != NULL && p->site == site;
}

static char *
of_site (const PnRoom *room, const char *source, gint64 site)
{
  char *track = pick (room, source, is_equipment, site);
  return track != NULL ? track : pick (room, source, sits_there, site);
}

/* By own device, or the equipment of the site. */
static char *
of_floor (const PnRoom *room, const char *source)
{
  const PnSpeak *speaker = pn_floor_speaker (pn_room_floor (room));
  const PnParticipant *p = speaker == NULL ? NULL : pn_room_participant (room, speaker->person);
  char *track = speaker == NULL ? NULL : pick (room, source, is_person, speaker->person);
  return track == NULL && p != NULL && p->site != 0 ? pick (room, source, is_equipment, p->site) : track;
}

static char *
chair_or_anybody (const PnRoom *room, const char *source)
{
  char *track = pick (room, source, is_person, pn_room_info (room)->chair);
  return track != NULL ? track : pick (room, source, is_anybody, 0);
}

static char *
voice (const PnRoom *room, gint64 heard)
{
  char *track = heard == 0 ? NULL : pick (room, "mic", is_peer, heard);
  if (track == NULL)
    track = of_floor (room, "mic");
  return track != NULL ? track : chair_or_anybody (room, "mic");
}

static char *
picture (const PnRoom *room, gint64 heard)
{
  char *track = pick (room, "screen", is_anybody, 0);
  if (track == NULL)
    track = of_floor (room, "camera");
  if (track == NULL && heard != 0)
    track = pick (room, "camera", is_peer, heard);
  return track != NULL ? track : chair_or_anybody (room, "camera");
}

static char *
picture_of_site (const PnRoom *room, gint64 site)
{
  char *track = of_site (room, "screen", site);
  return track != NULL ? track : of_site (room, "camera", site);
}

void
pn_programme_choose (const PnRoom *room, gint64 heard, gint64 site, char **audio, char **video)
{
  *audio = site != 0 ? of_site (room, "mic", site) : voice (room, heard);
  *video = site != 0 ? picture_of_site (room, site) : picture (room, heard);
}
