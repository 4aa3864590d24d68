/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the main thread asks of a worker and what a worker tells the main thread, as plain owned structs.
 * Knows no JSON and no socket; a message belongs to one thread at a time. */
#pragma once
#include <glib.h>
#include "media/rtp/payload.h"
#include "media/rtp/sdp.h"

typedef enum { PN_DIR_PUB, PN_DIR_SUB } PnDirection;
typedef enum { PN_SOURCE_MIC, PN_SOURCE_CAMERA, PN_SOURCE_SCREEN, PN_N_SOURCES } PnSource;

const char *pn_source_name (PnSource source);
gboolean pn_source_from_name (const char *name, PnSource *out);

/* Publishing: which source an m-line carries. Subscribing: which track it wants ("<peer>/<source>").
 * In an automatic offer (WHIP, WHEP) nobody knows mids: wants are of a kind and taken by its m-lines in order. */
typedef struct {
  char mid[17];
  char name[64];
  gboolean video;
} PnWant;

/* What a subscriber shows: pixels (0: not at all), 3 the most important. */
typedef struct {
  char track[64];
  guint16 width, height;
  guint8 priority;
} PnPrefer;

typedef enum {
  PN_COMMAND_OFFER,
  PN_COMMAND_DROP,
  PN_COMMAND_MUTE,
  PN_COMMAND_TAP_ADD,
  PN_COMMAND_TAP_REMOVE,
  PN_COMMAND_FEED_ADD, /* offer and wants as if it came over WHIP */
  PN_COMMAND_FEED_REMOVE,
  PN_COMMAND_KEYFRAME,
  PN_COMMAND_PREFER,
  PN_COMMAND_VOICES,
  PN_COMMAND_RESET, /* forget all rooms */
  PN_COMMAND_DRAIN, /* of the process: no new rooms */
} PnCommandKind;

/* Several workers may read one, each with a reference of its own. */
typedef struct {
  gint refs;
  PnCommandKind kind;
  gint64 req, room, peer; /* room 0: in whatever room that peer or track is */
  PnDirection dir;
  PnSource source;
  gboolean muted;
  PnSdp *offer;
  GArray *wants; /* PnWant */
  gboolean automatic;
  char *track, *host;
  guint16 port;
  guint home;    /* an offer's: the worker where the publishers of the room are */
  guint64 stamp; /* an offer's: for PN_NOTICE_ROOM_GONE */
  GArray *prefers; /* PnPrefer, or NULL */
  guint limit;     /* of voices, 0: all */
  GArray *called;  /* gint64 peers, or NULL */
} PnCommand;

PnCommand *pn_command_new (PnCommandKind kind);
PnCommand *pn_command_ref (PnCommand *self);
void pn_command_free (PnCommand *self); /* drops a reference */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnCommand, pn_command_free)

typedef enum {
  PN_NOTICE_ANSWER,     /* text: the SDP */
  PN_NOTICE_ERROR,      /* text: detail; code: wire name */
  PN_NOTICE_PEER_STATE, /* text: connected, failed, gone */
  PN_NOTICE_TRACK_UP,
  PN_NOTICE_TRACK_DOWN,
  PN_NOTICE_SPEAKER, /* peer 0: nobody */
  PN_NOTICE_TAP_OK,
  PN_NOTICE_FEED_OK, /* port */
  PN_NOTICE_ROOM_GONE, /* for the main thread alone: nobody is left here */
  PN_NOTICE_QUALITY, /* text: good, fair, poor */
  PN_NOTICE_LAYER,   /* a picture is held back by a thin line, or comes again */
} PnNoticeKind;

typedef struct {
  PnNoticeKind kind;
  gint64 req, room, peer;
  PnDirection dir;
  char *text;
  const char *code;
  char *track;
  PnCodec codec;
  guint16 port;
  guint8 pt;
  guint32 ssrc;
  gboolean muted;
  guint64 stamp; /* of the room's last offer here */
  guint loss_percent, rtt_ms, kbps;
  gboolean limited;
  guint16 width, height;
  gboolean paused;
} PnNotice;

PnNotice *pn_notice_new (PnNoticeKind kind);
void pn_notice_free (PnNotice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnNotice, pn_notice_free)
