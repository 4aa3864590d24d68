/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words phien-docs, the render zygote and its sandboxed children say to each other: one fixed head and a
 * bounded text per SOCK_SEQPACKET message, descriptors beside it. Never touches PDF bytes (those travel as
 * descriptors only); plain blocking or non-blocking calls, usable from any one thread per socket. */
#pragma once
#include <glib.h>

#define PN_RENDER_PARAM_MAX (128 * 1024) /* bytes of parameter in one ask */
#define PN_RENDER_TEXT_MAX 240           /* bytes of explanation in one answer */
#define PN_RENDER_FDS_MAX 2
#define PN_RENDER_OUT_MAX (256u << 20) /* bytes a child may write per answer (RLIMIT_FSIZE) */
#define PN_RENDER_PAGES_MAX 5000       /* pages of one document; a longer one is refused with a reason */

typedef enum {
  /* to the zygote */
  PN_RENDER_OPEN = 1, /* fds: input, the child's end of a socketpair; `page` is the PnRenderJob */
  PN_RENDER_KILL,     /* the child `id` has used up its time */
  /* to a child; fds: the file the result is written to */
  PN_RENDER_INSPECT = 16, /* JSON: {"pages":[[w,h],…],"title":…} in points */
  PN_RENDER_OUTLINE,      /* JSON: {"outline":[{"t","p","c":[…]},…]} */
  PN_RENDER_PAGE,         /* image of `page` at `width` pixels; parameter: none, or the decimal length of an earlier revision */
  PN_RENDER_TEXT,         /* JSON: {"words":[[x,y,w,h,"t"],…]} of `page`, points from the top left */
  PN_RENDER_WORK,         /* the job's own work (compose, sign, check): parameter in, result out */
} PnRenderOp;

/* What a child is forked for; decides its allow-list and who answers PN_RENDER_WORK. */
typedef enum {
  PN_RENDER_JOB_PDF = 0,
  PN_RENDER_JOB_COMPOSE, /* minutes JSON -> PDF by pango */
  PN_RENDER_JOB_SIGN,    /* PDF + what to sign, then + signature value -> bytes to append */
  PN_RENDER_JOB_CHECK,   /* PDF -> verdict JSON */
  PN_RENDER_JOB_COPY,    /* PDF + which parts -> a PDF of its pages as they print */
  PN_RENDER_JOB_LAYOUT,  /* PDF -> report of docs-service/layout as JSON */
  PN_RENDER_JOB_COMPARE, /* PDF + two lengths -> where its revisions look different */
  PN_RENDER_JOB_LAST = PN_RENDER_JOB_COMPARE
} PnRenderJob;

typedef enum {
  PN_RENDER_OK = 0,
  PN_RENDER_ENCRYPTED,
  PN_RENDER_DAMAGED,
  PN_RENDER_EMPTY,          /* opens, but has no page */
  PN_RENDER_TOO_MANY_PAGES, /* more than PN_RENDER_PAGES_MAX */
  PN_RENDER_NO_PAGE,        /* no such page, or one without area */
  PN_RENDER_TOO_LARGE,      /* the result passes PN_RENDER_OUT_MAX */
  PN_RENDER_REFUSED,        /* the job refused its input; `text` says why */
  PN_RENDER_NO_ROOM,        /* the disk the result goes to is full */
  PN_RENDER_INTERNAL,
  /* said by the pool on behalf of a child that cannot speak any more */
  PN_RENDER_DIED,
  PN_RENDER_TIMEOUT,
  PN_RENDER_BUSY,
} PnRenderStatus;

typedef enum { PN_RENDER_FORMAT_NONE = 0, PN_RENDER_FORMAT_PNG, PN_RENDER_FORMAT_JPEG, PN_RENDER_FORMAT_JSON, PN_RENDER_FORMAT_PDF } PnRenderFormat;

typedef struct {
  guint32 magic;
  guint32 op; /* PnRenderOp */
  guint32 id; /* chosen by the asker; echoed */
  guint32 page;
  guint32 width;
  guint32 param_len;
} PnRenderAsk;

typedef struct {
  guint32 magic;
  guint32 id;
  guint32 status; /* PnRenderStatus */
  guint32 format; /* PnRenderFormat */
  guint32 bytes;  /* written to the out descriptor */
  guint32 micros; /* time the child worked, wall clock */
  gint32 exit_code;   /* from the zygote only: exit status, or -signal */
  char text[PN_RENDER_TEXT_MAX];
} PnRenderAnswer;

/* Each returns 1 for a message, 0 when the peer has gone, -1 with errno (EAGAIN on a non-blocking socket,
 * EBADMSG for a message that breaks the frame). Descriptors received beyond `fds_max` are closed. */
int pn_render_send_ask (int sock, const PnRenderAsk *ask, const void *param, const int *fds, guint n_fds) G_GNUC_WARN_UNUSED_RESULT;
int pn_render_recv_ask (int sock, PnRenderAsk *ask, char **param, int *fds, guint fds_max, guint *n_fds) G_GNUC_WARN_UNUSED_RESULT;
int pn_render_send_answer (int sock, const PnRenderAnswer *answer) G_GNUC_WARN_UNUSED_RESULT;
int pn_render_recv_answer (int sock, PnRenderAnswer *answer) G_GNUC_WARN_UNUSED_RESULT;

/* Short English word for logs and tests, e.g. "damaged". */
const char *pn_render_status_name (PnRenderStatus status);
