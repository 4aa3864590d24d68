/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/adapters/trust-link.h"

#include "base/error.h"
#include "docs-service/adapters/signer-link.h"

#define PAUSE_US (20 * G_USEC_PER_SEC)

struct PnTrust {
  PnSigner *signer;  /* borrowed */
  PnSigner *fetcher; /* the same kind of link, to phien-trust */
  gboolean own_stamps;
  gint64 away_since; /* monotonic; 0: the last one answered */
};

typedef struct {
  PnTrust *trust;
  PnTrustKind kind;
  char *der;
  gboolean own; /* asked of our own authority already, or nobody else is asked */
  PnTrustDone done;
  gpointer data;
} Ask;

static void
end (Ask *ask, const char *der, const GError *error)
{
  PnTrust *self = ask->trust;
  gboolean stamp = ask->kind == PN_TRUST_TIMESTAMP;
  g_autoptr (GError) away = der == NULL ? g_error_new_literal (PN_ERROR, stamp ? PN_ERROR_STAMP_AWAY : PN_ERROR_EVIDENCE_AWAY, error->message) : NULL;
  if (stamp)
    self->away_since = der == NULL ? g_get_monotonic_time () : 0;
  ask->done (der, away, ask->data);
  g_free (ask->der);
  g_free (ask);
}

static void on_reply (const PnJson *reply, const GError *error, gpointer data);

static PnJson *
message_new (PnTrustKind kind, const char *der)
{
  static const char *const types[] = { "timestamp", "ocsp", "crl" };
  PnJson *message = pn_wire_object ();
  pn_wire_set_str (message, "t", types[kind]);
  if (kind != PN_TRUST_CRL)
    pn_wire_set_str (message, "der", der);
  return message;
}

static void
on_reply (const PnJson *reply, const GError *error, gpointer data)
{
  Ask *ask = data;
  g_autoptr (GError) none = NULL;
  const char *der = reply != NULL ? pn_wire_str (reply, "der", NULL) : NULL;
  if (der == NULL && !ask->own) { /* nobody outside knows this issuer: perhaps it is ours */
    ask->own = TRUE;
    pn_signer_ask (ask->trust->signer, message_new (ask->kind, ask->der), on_reply, ask);
    return;
  }
  if (der == NULL && error == NULL)
    none = g_error_new_literal (PN_ERROR, PN_ERROR_INTERNAL, "an answer without an answer");
  end (ask, der, error != NULL ? error : none);
}

void
pn_trust_ask (PnTrust *self, const PnTrustQuestion *question, PnTrustDone done, gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);
  gboolean stamp = question->kind == PN_TRUST_TIMESTAMP;
  PnJson *message = message_new (question->kind, question->der);
  *ask = (Ask){ .trust = self, .kind = question->kind, .der = g_strdup (question->der), .own = stamp, .done = done, .data = data };
  if (!stamp) {
    pn_wire_set_str (message, "url", question->url);
    pn_wire_set_str (message, "issuer", question->issuer);
  }
  pn_signer_ask (stamp && self->own_stamps ? self->signer : self->fetcher, message, on_reply, ask);
}

gboolean
pn_trust_stamps_likely (const PnTrust *self)
{
  return self->away_since == 0 || g_get_monotonic_time () - self->away_since > PAUSE_US;
}

PnTrust *
pn_trust_new (uv_loop_t *loop, PnSigner *signer, const char *socket_path, gboolean own_stamps)
{
  PnTrust *self = g_new0 (PnTrust, 1);
  self->signer = signer;
  self->fetcher = pn_signer_new (loop, socket_path);
  self->own_stamps = own_stamps;
  return self;
}

void
pn_trust_free (PnTrust *self)
{
  if (self == NULL)
    return;
  pn_signer_free (self->fetcher);
  g_free (self);
}
