/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The things a worker holds, private to media/sfu: rooms have peers, peers have a pub and a sub connection,
 * a pub connection has tracks, a sub connection has senders fed by tracks. Worker's thread only. */
#pragma once
#include <glib.h>
#include "media/sfu/message.h"
#include "media/sfu/negotiate.h"
#include "media/sfu/net.h"
#include "media/sfu/reception.h"
#include "media/sfu/rewrite.h"
#include "media/sfu/speaker.h"
#include "media/sfu/store.h"
#include "media/sfu/transport.h"

typedef struct PnRoom PnRoom;
typedef struct PnPeer PnPeer;
typedef struct PnConn PnConn;
typedef struct PnTrack PnTrack;
typedef struct PnSender PnSender;

/* What rooms need of the worker they live on. */
typedef struct {
  PnTransportHost transport;
  GPtrArray *candidates; /* char*, for answers */
  guint64 max_bitrate;   /* bit/s of one publisher, told by REMB */
  GHashTable *by_ufrag;  /* our ufrag → PnConn */
  GHashTable *by_addr;   /* PnAddr → PnConn */
  GHashTable *rooms;     /* gint64 → PnRoom */
  void (*notify) (PnNotice *notice, gpointer data); /* takes the notice */
  gpointer notify_data;
} PnHost;

struct PnRoom {
  gint64 id;
  PnHost *host;
  GHashTable *peers;  /* gint64 → PnPeer, owned */
  GHashTable *tracks; /* id → PnTrack, borrowed: connections own them */
  GPtrArray *senders; /* PnSender, borrowed */
  GPtrArray *taps;    /* PnSender, owned */
  PnSpeaker *speaker;
  gint64 next_decision;
};

struct PnPeer {
  gint64 id;
  PnRoom *room;
  PnConn *conns[2]; /* by PnDirection, may be NULL */
  gboolean muted[PN_N_SOURCES];
  gint64 empty_since; /* without any connection; 0 while it has one */
};

struct PnConn {
  PnPeer *peer;
  PnDirection dir;
  PnTransport *transport;
  guint64 session_id; /* of the offers: another one is another RTCPeerConnection */
  guint8 fingerprint[64];
  gsize fingerprint_len;
  guint64 answer_id, answer_version;
  guint32 local_ssrc; /* ours in reports */
  GPtrArray *tracks;  /* pub: PnTrack, owned */
  GPtrArray *senders; /* sub: PnSender, owned */
  GHashTable *by_ssrc; /* guint32 → PnTrack or PnSender */
  gint64 born, next_report, stale_since;
};

struct PnTrack {
  char *id; /* "<peer>/<source>" */
  PnConn *conn;
  PnSource source;
  char mid[17];
  PnCodec codec;
  guint8 pt, mid_ext, level_ext;
  gboolean nack, announced;
  guint32 ssrc; /* 0 until known */
  PnReception reception;
  PnStore *store;
  GPtrArray *senders; /* PnSender, borrowed */
  gboolean key_wanted;
  gint64 key_asked;
};

typedef struct {
  guint32 out; /* low bits of the outgoing number, plus one: 0 is empty */
  gint64 src;
} PnSent;

struct PnSender {
  char *want; /* track id */
  PnRoom *room;
  PnConn *conn; /* NULL for a tap */
  PnAddr tap;
  PnTrack *track; /* NULL while there is none of that id */
  char mid[17], cname[32];
  guint32 ssrc;
  guint8 pts[PN_N_CODECS]; /* 0: the receiver cannot decode it */
  guint8 mid_ext, level_ext;
  PnRewrite rewrite;
  gboolean need_key;
  PnSent *sent; /* PN_SENT entries, made on first use */
  guint32 packets, octets;
  guint64 sr_ntp;
  gint64 sr_at, rtt; /* us */
};

#define PN_SENT 512

/* room.c */
PnRoom *pn_room_get (PnHost *host, gint64 id, gboolean make);
void pn_room_free (PnRoom *self);
PnPeer *pn_room_peer (PnRoom *self, gint64 id, gboolean make);
void pn_room_drop_peer (PnRoom *self, gint64 id);
void pn_room_track_up (PnRoom *self, PnTrack *track);
void pn_room_track_down (PnRoom *self, PnTrack *track);
void pn_room_mute (PnRoom *self, gint64 peer, PnSource source, gboolean muted);
PnSender *pn_room_tap (PnRoom *self, const char *track, const PnAddr *to);
void pn_room_untap (PnRoom *self, const char *track);
/* FALSE when nobody is left and it may be freed. */
gboolean pn_room_tick (PnRoom *self, gint64 now);

/* conn.c; the answer as text, or NULL with *why. */
char *pn_conn_offer (PnPeer *peer, const PnCommand *command, const char **why);
void pn_conn_free (PnConn *self);
void pn_conn_rtp (PnConn *self, guint8 *data, gsize len, gint64 now);
void pn_conn_rtcp (PnConn *self, guint8 *data, gsize len, gint64 now);
/* FALSE when it has been gone for good and should be freed. */
gboolean pn_conn_tick (PnConn *self, gint64 now);

/* report.c: what a connection sends by itself. */
void pn_conn_report (PnConn *self, gint64 now);
void pn_conn_ask_again (PnConn *self, gint64 now);

/* track.c */
PnTrack *pn_track_new (PnConn *conn, PnSource source, const PnLine *line);
void pn_track_free (PnTrack *self);
gboolean pn_track_is_muted (const PnTrack *self);
void pn_track_packet (PnTrack *self, const PnRtp *rtp, const guint8 *data, gint64 now);
void pn_track_want_key (PnTrack *self);

/* sender.c */
PnSender *pn_sender_new (PnRoom *room, PnConn *conn, const char *want);
void pn_sender_free (PnSender *self);
void pn_sender_bind (PnSender *self, PnTrack *track); /* NULL: unbind */
void pn_sender_hold (PnSender *self); /* packets were held back: join on, from a key frame */
/* What the receiver negotiated for this m-section. */
void pn_sender_line (PnSender *self, const PnLine *line);
void pn_sender_forward (PnSender *self, const PnPacket *packet, gint64 now);
void pn_sender_resend (PnSender *self, const guint16 *seqs, guint n);
