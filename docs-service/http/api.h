/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every route of phien-docs stands on: the ports in one place, and a call that knows who asks. Handlers talk to ports and
 * core only: no SQL, no file names, no PDF. Loop's thread only. */
#pragma once
#include "base/ws-server.h"
#include "docs-service/http/shelf.h"
#include "docs-service/ports/convert.h"
#include "docs-service/ports/files.h"
#include "docs-service/ports/pages.h"
#include "docs-service/ports/render.h"
#include "docs-service/ports/signer.h"
#include "docs-service/ports/store.h"
#include "docs-service/ports/trust.h"

typedef struct PnIndexer PnIndexer;
typedef struct PnProofs PnProofs;

typedef struct {
  PnStore *store;
  PnFiles *files;
  PnPages *pages;
  PnRenderPool *render;
  PnSigner *signer;
  PnSigner *csc;     /* phien-csc: keys at a remote signing service */
  PnTrust *trust;
  PnIndexer *indexer;
  PnProofs *proofs;
  PnShelf *shelf;    /* files whose check somebody is looking at */
  PnConverter *converter;
  gboolean accel;    /* nginx sends the files (X-Accel-Redirect); else we do (tests, development without nginx) */
  char *roots_path;  /* PEM the check trusts */
  char *remote_roots_path; /* and that of remote credentials; may be missing */
  GHashTable *busy;  /* uploads being written or checked right now, by id */
  GHashTable *phases; /* uploaded drafts at work: what is being done for each (a word of draft-file.h), by id */
  GPtrArray *routes; /* what pn_docs_route has made; lives as long as the server */
} PnDocs;

/* One request by a person who is signed in. A handler owns it and ends it with one of pn_call_reply, _fail, _code, or by
 * handing it on. The client may have gone meanwhile: answering is harmless then. */
typedef struct {
  PnDocs *docs;
  PnHttpRequest *req; /* ref */
  gint64 account, person;
  gint64 id; /* {id} of the pattern when it is a number, else 0 */
  /* what a handler carries from step to step */
  gint64 page, width;
  char *text;    /* owned */
  PnJson *body;  /* owned: the request's JSON */
  PnJson *facts; /* owned: what the store said */
  gpointer flow; /* borrowed: of a handler with more to carry than this */
} PnCall;

typedef void (*PnCallHandler) (PnCall *call);

/* Same-site rule for all but GET, then the cookie: 403 or 401 before the handler sees anything. */
void pn_docs_route (PnDocs *docs, PnWsServer *server, const char *method, const char *pattern, gsize body_max, PnCallHandler handler);
/* The same for anybody, signed in or not: call->account and call->person are 0. */
void pn_docs_route_open (PnDocs *docs, PnWsServer *server, const char *method, const char *pattern, gsize body_max, PnCallHandler handler);
/* For programs that are no browser: no cookie, no same-site rule; what the path carries is the authority. Such a path stands in no log. */
void pn_docs_route_key (PnDocs *docs, PnWsServer *server, const char *method, const char *pattern, gsize body_max, PnCallHandler handler);
/* All routes of this service. */
void pn_docs_add_routes (PnDocs *docs, PnWsServer *server);

void pn_call_free (PnCall *call);
/* SHA-256 of the cookie that let the asker in. */
void pn_call_token (const PnCall *call, guint8 hash[PN_SHA256_BYTES]);
void pn_call_reply (PnCall *take, int status, PnJson *take_json);
void pn_call_fail (PnCall *take, const GError *error);
void pn_call_code (PnCall *take, PnErrorCode code, const char *detail);
/* Asks the store; on an error the call is answered and ended, else `then` gets the call and the (borrowed) answer. */
void pn_call_ask (PnCall *take, PnStoreQuery query, gint64 id, PnJson *args, void (*then) (PnCall *call, const PnJson *json));
/* `then` for questions whose answer is the response. */
void pn_call_reply_with (PnCall *take, const PnJson *json);
/* {key: value} and its like, for arguments. */
PnJson *pn_args_int (const char *key, gint64 value);
PnJson *pn_args_str (const char *key, const char *value);
/* Every member of `facts` in `into` too. */
void pn_args_add (PnJson *into, const PnJson *facts);

/* A file nginx sends, or we do. `internal`: "/-/pages/ab/…"; `path`: the same on disk; name: for saving, NULL: shown. */
void pn_call_send_file (PnCall *take, const char *internal, const char *path, const char *content_type, const char *name);

/* ---- work of a caged child whose result is small enough to hold */
typedef void (*PnWorkDone) (GBytes *output, const GError *error, gpointer data);
/* request->out is ours to make. Errors carry the wire code of what is wrong with the document. */
void pn_docs_work (PnDocs *docs, const PnRenderRequest *request, gsize output_max, PnWorkDone done, gpointer data);
GError *pn_docs_render_error (const PnRenderResult *result);
