/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The things a worker holds, private to media/sfu: rooms have peers, peers have a pub and a sub connection,
 * a pub connection has tracks, a sub connection has senders fed by tracks. Worker's thread only. */
#pragma once
#include <glib.h>
#include "media/sfu/allocate.h"
#include "media/sfu/lastn.h"
#include "media/sfu/loss.h"
#include "media/sfu/message.h"
#include "media/sfu/negotiate.h"
#include "media/sfu/net.h"
#include "media/sfu/patience.h"
#include "media/sfu/quality.h"
#include "media/sfu/reception.h"
#include "media/sfu/redundancy.h"
#include "media/sfu/relay.h"
#include "media/sfu/rewrite.h"
#include "media/sfu/speaker.h"
#include "media/sfu/store.h"
#include "media/sfu/transport.h"
#include "media/sfu/twcc.h"

typedef struct PnRoom PnRoom;
typedef struct PnPeer PnPeer;
typedef struct PnConn PnConn;
typedef struct PnTrack PnTrack;
typedef struct PnLayer PnLayer;
typedef struct PnSender PnSender;
typedef struct PnDownlink PnDownlink;
typedef struct PnFeed PnFeed;

/* What rooms need of the worker they live on. */
typedef struct {
  PnTransportHost transport;
  GPtrArray *candidates; /* char*, for answers */
  guint64 max_bitrate;   /* bit/s of one publisher, told by REMB */
  GHashTable *by_ufrag;  /* our ufrag → PnConn */
  GHashTable *by_addr;   /* PnAddr → PnConn */
  GHashTable *rooms;     /* gint64 → PnRoom */
  GHashTable *feeds;     /* descriptor → PnFeed, borrowed */
  void (*notify) (PnNotice *notice, gpointer data); /* takes the notice */
  void (*relay) (guint worker, PnRelayMessage *take, gpointer data);
  gpointer notify_data; /* of both */
} PnHost;

struct PnRoom {
  gint64 id;
  PnHost *host;
  guint64 stamp;      /* of the last offer */
  GHashTable *peers;  /* gint64 → PnPeer, owned */
  GHashTable *tracks; /* id → PnTrack, borrowed: connections own them */
  GPtrArray *senders; /* PnSender, borrowed */
  GPtrArray *taps;    /* PnSender, owned */
  PnSpeaker *speaker;
  PnLastn *voices;
  GPtrArray *heard;   /* PnTrack, borrowed: microphones of which packets come */
  guint n_slots;      /* senders that are voice slots */
  gint64 next_loud;
  gint64 next_decision;
  gboolean away;      /* its publishers are on the worker `home` */
  guint home;
  guint64 relays;     /* at home: bits of the workers that have subscribers of it */
  gint64 next_relay;
};

struct PnPeer {
  gint64 id;
  PnRoom *room;
  PnConn *conns[2]; /* by PnDirection, may be NULL */
  gboolean muted[PN_N_SOURCES];
  GArray *prefers;    /* PnPrefer, or NULL: what it shows */
  guint prefer_stamp; /* grows with each change of it */
  gint64 empty_since; /* without any connection; 0 while it has one */
  gboolean relayed;   /* here only because tracks of it are relayed */
};

/* One direction of a peer's line since the last sample; what was told of it. */
typedef struct {
  PnQuality quality;
  PnQualityLevel told;
  PnQualitySample last;
  guint64 kbps; /* of the last sample */
  guint lost, total, freezes;
  guint64 bytes;
  gint64 sampled, told_at;
  gdouble loss;     /* the worst share of late, a quarter of it forgotten each second */
  gboolean counted; /* on the metrics page */
} PnCondition;

struct PnConn {
  PnPeer *peer;
  PnDirection dir;
  PnTransport *transport;
  gboolean relayed;    /* no transport: its tracks come from the home of the room */
  guint64 session_id; /* of the offers: another one is another RTCPeerConnection */
  guint8 fingerprint[64];
  gsize fingerprint_len;
  guint64 answer_id, answer_version;
  guint32 local_ssrc; /* ours in reports */
  GPtrArray *tracks;  /* pub: PnTrack, owned */
  GPtrArray *senders; /* sub: PnSender, owned */
  GHashTable *by_ssrc; /* guint32 → PnLayer (also by its RTX SSRC) or PnSender */
  guint8 twcc_ext;     /* transport-wide number, one id for the whole bundle; 0: not negotiated */
  PnTwccIn *twcc_in;   /* pub: what came, to be told; NULL when not negotiated */
  PnTwccOut *twcc_out; /* sub: what went, to be told of; NULL when not negotiated */
  PnDownlink *downlink; /* sub */
  GPtrArray *feeds;         /* PnFeed, owned: a publisher on loopback instead of the network; else NULL */
  gint64 asked;         /* pub: when it was last looked what to ask for again */
  PnLoss up_loss;       /* pub, without transport-wide numbers */
  PnCondition condition;
  gint64 born, next_report, stale_since;
};

/* One encoding of a track: a simulcast layer, or all there is. */
struct PnLayer {
  PnTrack *track;
  guint index;            /* in track->layers */
  guint slot;             /* the same for ever: its name for other workers */
  guint64 relayed;        /* at home: bits of the workers that want it */
  char rid[17];           /* "" without simulcast */
  guint32 ssrc, rtx_ssrc; /* 0 until known */
  PnReception reception;
  PnStore *store;
  PnRedundancy *redundancy; /* sound only */
  GPtrArray *senders;     /* PnSender fed from here or about to be; borrowed */
  guint16 width, height;  /* pixels, from its key frames; 0 while unknown */
  guint8 tids;            /* temporal layers seen, 1 more than the highest */
  guint64 bytes, frames;  /* of payload, and timestamps, since the beginning: for rates */
  guint32 last_ts;
  gint64 last_at;         /* arrival of the newest packet, 0 none yet */
  guint64 rate;           /* bit/s with headers, smoothed; what it was while it is silent */
  guint64 rate_bytes, rate_packets;
  gint64 rate_at;
  gboolean live;          /* it keeps up with the others of its track */
  gboolean key_wanted;
  gint64 key_asked;
  gboolean key_again;     /* that is to be said a second time: the line loses, and the key frame has not come */
};

struct PnTrack {
  char *id; /* "<peer>/<source>" */
  PnConn *conn;
  PnSource source;
  char mid[17];
  PnCodec codec;
  guint8 pt, rtx_pt, red_pt, mid_ext, level_ext, rid_ext, rrid_ext;
  gboolean nack, announced;
  gboolean left_out;              /* a voice that others are louder than */
  guint heard;                    /* loud.c */
  gint64 heard_at, voice_at;      /* last packet that was carried, last one with a voice in it; 0 never */
  PnLayer *layers[PN_MAX_LAYERS]; /* smallest picture first; owned */
  guint n_layers;                 /* at least 1 */
  guint relay_mask;               /* away: what was asked for */
  GPtrArray *senders;             /* PnSender bound to it; borrowed */
};

/* A packet as it was sent: enough to make the same bytes again. */
typedef struct {
  gint64 src;   /* number in its layer's store */
  gint64 index; /* outgoing, extended */
  guint32 ts;
  guint16 pid, twcc; /* twcc: its transport-wide number */
  guint8 tl0, layer;
  guint8 red_mask; /* earlier frames in front of it, see redundancy.h */
  gboolean red;
} PnSent;

/* The same remembered in 16 bytes; of 32 bits of `src` the highest is reached after 150 days. */
typedef struct {
  guint32 src, ts;
  guint16 seq, pid, twcc;
  guint8 tl0;
  guint8 layer : 2, red_mask : 2, red : 1, used : 1;
} PnMemo;

#define PN_ALL_TIDS 7
#define PN_AGAIN 32

/* A packet that is to go a second time. */
typedef struct {
  guint16 seq;
  gint64 due;
} PnAgain;

struct PnSender {
  char *want; /* track id, or loud/K */
  guint slot; /* K of a voice slot, 0: it is none */
  PnRoom *room;
  PnConn *conn; /* NULL for a tap */
  PnAddr tap;
  PnTrack *track; /* NULL while there is none of that id */
  PnLayer *layer; /* what is forwarded; NULL without track or when paused */
  PnLayer *next;  /* taken at its next key frame; NULL none */
  guint target;   /* the highest layer wanted */
  gboolean paused;
  guint8 tid, want_tid; /* temporal layers up to this one are forwarded, are wanted */
  guint32 frame_ts;     /* the frame last judged for its temporal layer */
  gboolean frame_judged, frame_dropped;
  char mid[17], cname[32];
  guint32 ssrc, rtx_ssrc; /* rtx_ssrc is used only where rtx_pts says so */
  guint8 pts[PN_N_CODECS]; /* 0: the receiver cannot decode it */
  guint8 rtx_pts[PN_N_CODECS], red_pt;
  guint8 mid_ext, level_ext, twcc_ext, delay_ext;
  PnPatience patience; /* pictures only */
  gboolean tell_patience;
  PnRewrite rewrite;
  gint64 rtx_index; /* of the next packet on the repair SSRC */
  gboolean need_key; /* nothing until a key frame of `layer` */
  gboolean nack; /* it may ask for packets again */
  PnMemo *sent;  /* by outgoing number, made on first use */
  guint n_sent;
  guint8 loss;     /* in 256ths: what the reports tell, slow to forget */
  gboolean lossy;
  gint64 key_at;   /* when a key frame last went out */
  PnAgain again[PN_AGAIN]; /* first in, first out */
  guint n_again;
  guint red_depth; /* earlier frames of sound sent along, more on a bad line */
  guint32 packets, octets;
  guint64 sr_ntp;
  gint64 sr_at, rtt; /* us */
  guint32 told_highest, told_octets; /* at the last receiver report about it */
  /* What the subscriber wants of it, and what its line allows. */
  guint16 ask_width, ask_height;
  guint8 priority;
  guint preferred; /* the peer's prefer_stamp these are of */
  gint assigned;   /* layer, PN_TILE_PAUSED or PN_NEVER_ASSIGNED */
  gboolean held_back;
  PnTileMemory memory;
};

#define PN_NEVER_ASSIGNED (-2)

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
void pn_peer_prefer (PnPeer *self, const GArray *prefers);

/* offer.c; the answer as text, or NULL with *why. */
char *pn_conn_offer (PnPeer *peer, const PnCommand *command, const char **why);

/* conn.c */
PnConn *pn_conn_new (PnPeer *peer, PnDirection dir, const PnSdp *offer);
PnConn *pn_conn_new_relayed (PnPeer *peer);
/* `*place`, one of the SSRCs of `layer`, is this one from now on; 0 takes it away. */
void pn_conn_set_ssrc (PnConn *self, PnLayer *layer, guint32 *place, guint32 ssrc);
/* The stream of this layer is another one than before: joined on. */
void pn_conn_renew_layer (PnConn *self, PnLayer *layer, guint32 ssrc);
void pn_conn_announce (PnConn *self); /* its tracks, as soon as packets of them can come */
void pn_conn_free (PnConn *self);
void pn_conn_remove_track (PnConn *self, PnTrack *track); /* offer.c */
/* `came`: when it reached this host, which on a busy one is some ms before `now`. Clear: a packet that needs no key any more. */
void pn_conn_clear_rtp (PnConn *self, const guint8 *data, gsize len, gint64 came, gint64 now);
void pn_conn_rtp (PnConn *self, guint8 *data, gsize len, gint64 came, gint64 now);
void pn_conn_rtcp (PnConn *self, guint8 *data, gsize len, gint64 now);
/* FALSE when it has been gone for good and should be freed. */
gboolean pn_conn_tick (PnConn *self, gint64 now);

/* report.c: what a connection sends by itself. */
void pn_conn_report (PnConn *self, gint64 now);
void pn_conn_ask_again (PnConn *self, gint64 now);
/* Each second: the sender report of a tap, to the port after that of its RTP. */
void pn_tap_report (PnSender *tap, gint64 now);
/* Whether its source is to be asked for a key frame now; it is taken for asked then. */
gboolean pn_layer_key_due (PnLayer *self, gint64 now);

/* downlink.c: what the line to a subscriber carries, and who of the pictures gets how much of it. */
void pn_downlink_ready (PnConn *conn, gint64 now); /* after each offer of a subscriber */
void pn_downlink_free (PnConn *conn);
void pn_downlink_tick (PnConn *conn, gint64 now);
/* Whether `bytes` may be sent again: what was lost because the line is full must not fill it further. */
gboolean pn_downlink_may_repair (PnConn *conn, gsize bytes, gint64 now);
/* Whether they may go a second time unasked: only of what pictures and voices leave over, and half of that stays for what is asked for. */
gboolean pn_downlink_may_double (PnConn *conn, gsize bytes, gint64 now);
void pn_downlink_share_soon (PnConn *conn); /* something changed: at the next tick; conn may be NULL */
void pn_conn_feedback (PnConn *self, const PnRtcp *twcc, gint64 now);
void pn_conn_remb (PnConn *self, guint64 bitrate, gint64 now);
void pn_conn_loss (PnConn *self, PnSender *sender, const PnRtcpReport *report, gint64 now);
gint64 pn_conn_rtt (const PnConn *self); /* us, 0 not known */

/* condition.c */
void pn_condition_sample (PnConn *conn, gint64 now); /* each second */
void pn_condition_leave (PnConn *conn);

/* track.c */
PnTrack *pn_track_new (PnConn *conn, PnSource source, const PnLine *line);
/* Of a publisher elsewhere. */
PnTrack *pn_track_new_relayed (PnConn *conn, PnSource source, PnCodec codec, guint n_layers);
void pn_track_free (PnTrack *self);
/* Into the store, to its senders and to the workers that want this layer; without payload only its number is taken note of. */
void pn_track_deliver (PnLayer *layer, const PnClear *packet, gint64 now);
void pn_track_choose_anew (PnTrack *self); /* its senders: other layers keep up than before */
gboolean pn_track_is_muted (const PnTrack *self);
void pn_track_packet (PnLayer *layer, const PnRtp *rtp, const guint8 *data, gint64 now);
/* A packet of the layer's repair stream (RFC 4588). */
void pn_track_rtx (PnLayer *layer, const PnRtp *rtx, const guint8 *data, gint64 now);
/* Redundant audio: earlier frames that are missing are taken from it. */
void pn_track_red (PnLayer *layer, const PnRtp *rtp, const guint8 *data, gint64 now);
void pn_track_want_key (PnTrack *self); /* of every layer that is watched */
/* Which layers keep up; senders fall back or go up. */
void pn_track_tick (PnTrack *self, gint64 now);

/* loud.c: voice slots. */
#define PN_LOUD_SLOTS 8
guint pn_loud_slot (const char *want); /* K of loud/K; 0: it is no slot */
/* A packet of a microphone is about to be forwarded. */
void pn_loud_packet (PnTrack *track, gint level, gint64 now);
void pn_loud_forget (PnTrack *track); /* muted or gone: its slots are free */
void pn_loud_fill (const PnConn *conn, gint64 now); /* after an offer */
void pn_loud_tick (PnRoom *room, gint64 now);

/* layer.c */
PnLayer *pn_layer_new (PnTrack *track, guint index, const char *rid, guint store_size);
void pn_layer_free (PnLayer *self);
/* Another stream comes from now on: numbers, clock and packets of the old one mean nothing any more. */
void pn_layer_restart (PnLayer *self);
/* The highest that keeps up and is not above `target`; failing that the lowest that does. Never NULL. */
PnLayer *pn_layer_best (const PnTrack *track, guint target);
/* Notes the size its key frame tells and keeps the layers of its track sorted by it. */
void pn_layer_note_size (PnLayer *self, guint16 width, guint16 height);
/* Its bit rate; call at each tick. */
void pn_layer_measure (PnLayer *self, gint64 now);
/* The timestamp of `self` at the moment `ts` of `other`; FALSE before both have sent a sender report. */
gboolean pn_layer_same_moment (const PnLayer *self, const PnLayer *other, guint32 ts, guint32 *out);

/* sender.c */
PnSender *pn_sender_new (PnRoom *room, PnConn *conn, const char *want);
void pn_sender_free (PnSender *self);
void pn_sender_set_want (PnSender *self, const char *want); /* unbinds */
void pn_sender_bind (PnSender *self, PnTrack *track); /* NULL: unbind */
void pn_sender_hold (PnSender *self); /* packets were held back: join on, from a key frame */
void pn_sender_forward (PnSender *self, PnLayer *layer, const PnPacket *packet, gint64 now);
/* The highest layer this receiver shall get; -1: nothing at all. It is reached at that layer's next key frame. */
void pn_sender_set_target (PnSender *self, gint layer);
/* Temporal layers up to `tid` only, PN_ALL_TIDS for all. */
void pn_sender_set_temporal (PnSender *self, guint tid);
void pn_sender_choose (PnSender *self); /* anew, after what keeps up has changed */
void pn_sender_want_key (PnSender *self);
/* Whoever asks for one now did so before the last one can have come. */
gboolean pn_sender_has_key_under_way (const PnSender *self, gint64 rtt, gint64 now);
/* Each second: how long its pictures are to be held. */
void pn_sender_judge_patience (PnSender *self, gint64 now);
/* Of a receiver report, in 256ths. */
void pn_sender_note_loss (PnSender *self, guint8 fraction);
gboolean pn_sender_awaits_key (const PnSender *self, const PnLayer *layer);
void pn_sender_forget_sent (PnSender *self);

/* send.c */
/* What the receiver negotiated for this m-section. */
void pn_sender_line (PnSender *self, const PnLine *line);
/* The transport-wide number of a packet about to be sent; 0 where none are negotiated. */
guint16 pn_sender_number (PnSender *self, gsize payload_len, gint64 now);
/* A line that loses loses repairs too, and the next request is slow to come: on the repair SSRC once more, where there is room. A little
 * later: losses come in rows. */
void pn_sender_repeat (PnSender *self, guint16 seq, gint64 now);
void pn_sender_send_again (PnSender *self, gint64 now); /* what is due of it */
/* FALSE when the bytes cannot be made any more. */
gboolean pn_sender_send (PnSender *self, const PnPacket *packet, const PnSent *how);
void pn_sender_resend (PnSender *self, const guint16 *seqs, guint n, gint64 now);
/* About `bytes` more on this stream's repair SSRC, to see what the line carries: packets sent lately, else padding. Returns what was sent,
 * 0 where no RTX is negotiated. */
gsize pn_sender_probe (PnSender *self, gsize bytes, gint64 now);

/* relay.c */
void pn_relay_attach (PnRoom *room, guint home); /* the first subscriber away */
void pn_relay_detach (PnRoom *room);
void pn_relay_receive (PnHost *host, const PnRelayMessage *message, gint64 now);
void pn_relay_track_up (PnTrack *track);
void pn_relay_track_down (PnTrack *track);
void pn_relay_packet (const PnLayer *layer, const PnClear *packet);
void pn_relay_hold (PnTrack *track);
void pn_relay_renew (PnLayer *layer);
void pn_relay_tick (PnRoom *room, gint64 now);
