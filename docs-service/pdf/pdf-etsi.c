/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/pdf/pdf-etsi.h"

#include <string.h>

#include "base/clock.h"
#include "base/id.h"

#define URN "urn:etsi:019102:"
#define SHA256_METHOD "http://www.w3.org/2001/04/xmlenc#sha256"

static const char passed[] = "TOTAL-PASSED", failed[] = "TOTAL-FAILED", open_[] = "INDETERMINATE";

/* EN 319 102-1 5.2: what went wrong with bytes and CMS. Whatever is not named here is a fault of the format. */
static const struct {
  const char *detail;
  PnEtsiIndication indication;
} integrity_words[] = {
  { "the signature does not fit the signed bytes", { failed, "HASH_FAILURE" } },
  { "the signer's certificate is not in the signature", { open_, "NO_SIGNING_CERTIFICATE_FOUND" } },
  { "signing-certificate names another certificate", { open_, "NO_SIGNING_CERTIFICATE_FOUND" } },
  { "the digest algorithm is unsafe or not known", { open_, "CRYPTO_CONSTRAINTS_FAILURE" } },
  { "this kind of signature is not supported", { open_, "SIG_CONSTRAINTS_FAILURE" } },
};

static PnEtsiIndication
of_integrity (const PnPdfSignature *s)
{
  for (guint i = 0; i < G_N_ELEMENTS (integrity_words); i++)
    if (g_str_equal (integrity_words[i].detail, s->integrity_detail))
      return integrity_words[i].indication;
  return (PnEtsiIndication){ failed, "FORMAT_FAILURE" };
}

static PnEtsiIndication
of_trust (const PnPdfSignature *s)
{
  switch (s->trust) {
  case PN_PDF_TRUSTED:
    return (PnEtsiIndication){ passed, "" };
  case PN_PDF_CERT_EXPIRED:
    return (PnEtsiIndication){ open_, "OUT_OF_BOUNDS_NO_POE" };
  case PN_PDF_CERT_REVOKED: /* with a proof of existence the revocation came before it */
    return s->stamped_us > 0 ? (PnEtsiIndication){ failed, "REVOKED" } : (PnEtsiIndication){ open_, "REVOKED_NO_POE" };
  case PN_PDF_WEAK_DIGEST:
    return (PnEtsiIndication){ open_, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE" };
  case PN_PDF_UNKNOWN_ISSUER:
  case PN_PDF_TRUST_NOT_CHECKED:
    break;
  }
  return (PnEtsiIndication){ open_, "NO_CERTIFICATE_CHAIN_FOUND" };
}

PnEtsiIndication
pn_etsi_of_signature (const PnPdfSignature *s)
{
  if (s->integrity != PN_PDF_INTEGRITY_OK)
    return of_integrity (s);
  /* A change nobody permitted: the document is not the one that was signed (EN 319 142-1 5.4, ISO 32000-2 12.8.2). */
  return s->forbidden->len > 0 ? (PnEtsiIndication){ failed, "FORMAT_FAILURE" } : of_trust (s);
}

static int
rank (PnEtsiIndication i)
{
  return i.main == failed ? 2 : i.main == open_ ? 1 : 0;
}

PnEtsiIndication
pn_etsi_of_report (const PnPdfReport *self)
{
  PnEtsiIndication worst = { passed, "" };

  if (self->verdict == PN_PDF_UNREADABLE)
    return (PnEtsiIndication){ failed, "FORMAT_FAILURE" };
  if (self->verdict == PN_PDF_UNSIGNED)
    return (PnEtsiIndication){ open_, "NO_SIGNATURE_FOUND" };
  for (guint i = 0; i < self->signatures->len; i++) {
    PnEtsiIndication one = pn_etsi_of_signature (self->signatures->pdata[i]);
    if (rank (one) > rank (worst))
      worst = one;
  }
  /* Something about the whole file, not about one signature. */
  if (self->verdict == PN_PDF_INVALID && worst.main == passed)
    return (PnEtsiIndication){ failed, "FORMAT_FAILURE" };
  return worst;
}

/* ---- JSON */

static void
set_status (PnJson *o, PnEtsiIndication i)
{
  g_autofree char *lower = g_ascii_strdown (i.main, -1);
  g_autofree char *main = g_strconcat (URN "mainindication:", lower, NULL);
  PnJson *status = pn_wire_object (), *sub = pn_wire_array ();

  pn_wire_set_str (status, "MainIndication", main);
  if (*i.reason != '\0') {
    g_autofree char *reason = g_strconcat (URN "subindication:", i.reason, NULL);
    pn_wire_add_str (sub, reason);
  }
  pn_wire_set_take (status, "SubIndication", sub);
  pn_wire_set_take (o, "SignatureValidationStatus", status);
}

static PnJson *
digest_json (const guint8 *digest, gsize n)
{
  g_autofree char *value = g_base64_encode (digest, n);
  PnJson *o = pn_wire_object ();

  pn_wire_set_str (o, "DigestMethod", SHA256_METHOD);
  pn_wire_set_str (o, "DigestValue", value);
  return o;
}

static PnJson *
text_list (const GPtrArray *items)
{
  PnJson *list = pn_wire_array ();

  for (guint i = 0; i < items->len; i++)
    pn_wire_add_str (list, items->pdata[i]);
  return list;
}

/* One of the three answers that are kept apart here. */
static void
add_constraint (PnJson *list, const char *name, PnEtsiIndication indication, const char *detail, PnJson *take_changes)
{
  g_autofree char *id = g_strconcat ("urn:phien:check:", name, NULL);
  PnJson *o = pn_wire_object ();

  pn_wire_set_str (o, "ValidationConstraintIdentifier", id);
  pn_wire_set_str (o, "ConstraintStatus", URN "constraintStatus:applied");
  set_status (o, indication);
  if (*detail != '\0')
    pn_wire_set_str (o, "AdditionalInfo", detail);
  if (take_changes != NULL)
    pn_wire_set_take (o, "Changes", take_changes);
  pn_wire_add_take (list, o);
}

static PnJson *
constraints_json (const PnPdfSignature *s)
{
  const PnEtsiIndication ok = { passed, "" };
  gboolean intact = s->integrity == PN_PDF_INTEGRITY_OK;
  PnJson *o = pn_wire_object (), *list = pn_wire_array (), *changes = pn_wire_object ();

  pn_wire_set_take (changes, "Permitted", text_list (s->changes));
  pn_wire_set_take (changes, "Forbidden", text_list (s->forbidden));
  add_constraint (list, "integrity", intact ? ok : of_integrity (s), s->integrity_detail, NULL);
  add_constraint (list, "trust", of_trust (s), s->trust_detail, NULL);
  add_constraint (list, "changes", s->forbidden->len == 0 ? ok : (PnEtsiIndication){ failed, "FORMAT_FAILURE" }, "", changes);
  pn_wire_set_str (o, "SignatureValidationPolicy", "urn:phien:check:policy:1");
  pn_wire_set_take (o, "ValidationConstraint", list);
  return o;
}

static PnJson *
times_json (const PnPdfSignature *s, gint64 at_us)
{
  g_autofree char *now = pn_time_to_iso (at_us);
  g_autofree char *best = pn_time_to_iso (s->stamped_us > 0 ? s->stamped_us : at_us);
  PnJson *o = pn_wire_object (), *time = pn_wire_object ();

  pn_wire_set_str (o, "ValidationTime", now);
  pn_wire_set_str (time, "POETime", best);
  /* Without a time-stamp only this check itself proves that the signature exists. */
  pn_wire_set_str (time, "TypeOfProof", s->stamped_us > 0 ? URN "poetype:provided" : URN "poetype:validation");
  pn_wire_set_take (o, "BestSignatureTime", time);
  return o;
}

static PnJson *
attributes_json (const PnPdfSignature *s)
{
  PnJson *o = pn_wire_object (), *range = pn_wire_array ();

  if (*s->claimed_time != '\0')
    pn_wire_set_str (o, "SigningTime", s->claimed_time); /* the signer's word */
  if (*s->reason != '\0')
    pn_wire_set_str (o, "Reason", s->reason);
  for (guint i = 0; i < 4; i++)
    pn_wire_add_int (range, (gint64) MIN (s->byte_range[i], PN_WIRE_MAX_INT));
  pn_wire_set_str (o, "FieldName", s->field);
  pn_wire_set_str (o, "SubFilter", s->subfilter);
  pn_wire_set_take (o, "ByteRange", range);
  return o;
}

static PnJson *
evidence_json (const PnPdfSignature *s)
{
  PnJson *o = pn_wire_object ();

  pn_wire_set_bool (o, "SignatureTimeStamp", s->stamped);
  pn_wire_set_bool (o, "TrustedTime", s->stamped_us > 0);
  pn_wire_set_bool (o, "RevocationInDocument", s->evidence);
  pn_wire_set_bool (o, "SecurityStoreSigned", s->covers_dss);
  return o;
}

static PnJson *
signer_json (const PnPdfSignature *s, const char *cert_id)
{
  PnJson *o = pn_wire_object (), *reference = pn_wire_object (), *list = pn_wire_array ();

  pn_wire_set_str (o, "Signer", s->signer);
  pn_wire_set_str (o, "Issuer", s->issuer);
  pn_wire_set_str (o, "SerialNumber", s->serial);
  pn_wire_set_str (o, "NotAfter", s->not_after);
  if (*s->cert_sha256 != '\0')
    pn_wire_add_str (list, cert_id);
  pn_wire_set_take (reference, "VOReference", list);
  pn_wire_set_take (o, "SignerCertificate", reference);
  return o;
}

static PnJson *
signature_json (const PnPdfSignature *s, guint n, const guint8 digest[32], gint64 at_us)
{
  PnJson *o = pn_wire_object (), *id = pn_wire_object (), *document = pn_wire_object (), *process = pn_wire_object ();
  g_autofree char *name = g_strdup_printf ("signature-%u", n), *cert = g_strdup_printf ("certificate-%u", n);

  pn_wire_set_str (id, "id", name);
  pn_wire_set_take (o, "SignatureIdentifier", id);
  pn_wire_set_take (o, "ValidationConstraintsEvaluationReport", constraints_json (s));
  pn_wire_set_take (o, "ValidationTimeInfo", times_json (s, at_us));
  pn_wire_set_take (document, "DigestAlgAndValue", digest_json (digest, 32));
  pn_wire_set_take (o, "SignersDocument", document);
  pn_wire_set_take (o, "SignatureAttributes", attributes_json (s));
  pn_wire_set_take (o, "SignerInformation", signer_json (s, cert));
  pn_wire_set_str (o, "SignatureLevel", s->level);
  pn_wire_set_take (o, "EvidenceUsed", evidence_json (s));
  pn_wire_set_str (process, "SignatureValidationProcessID", URN "validationprocess:LTVM");
  pn_wire_set_take (o, "SignatureValidationProcess", process);
  set_status (o, pn_etsi_of_signature (s));
  return o;
}

static PnJson *
objects_json (const PnPdfReport *self)
{
  PnJson *o = pn_wire_object (), *list = pn_wire_array ();

  for (guint i = 0; i < self->signatures->len; i++) {
    const PnPdfSignature *s = self->signatures->pdata[i];
    g_autoptr (GBytes) digest = *s->cert_sha256 != '\0' ? pn_hex_decode (s->cert_sha256) : NULL;
    if (digest == NULL)
      continue;
    g_autofree char *id = g_strdup_printf ("certificate-%u", i + 1);
    PnJson *object = pn_wire_object (), *representation = pn_wire_object ();
    pn_wire_set_str (object, "id", id);
    pn_wire_set_str (object, "ObjectType", URN "validationObject:certificate");
    pn_wire_set_take (representation, "DigestAlgAndValue", digest_json (g_bytes_get_data (digest, NULL), g_bytes_get_size (digest)));
    pn_wire_set_take (object, "ValidationObjectRepresentation", representation);
    pn_wire_add_take (list, object);
  }
  pn_wire_set_take (o, "ValidationObject", list);
  return o;
}

PnJson *
pn_etsi_json (const PnPdfReport *self, GBytes *document, gint64 at_us)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (document, &length);
  guint8 digest[PN_SHA256_BYTES];
  PnJson *o = pn_wire_object (), *report = pn_wire_object (), *list = pn_wire_array (), *validator = pn_wire_object (), *overall = pn_wire_object (),
         *file = pn_wire_object ();
  PnEtsiIndication all = pn_etsi_of_report (self);

  pn_sha256 (bytes, length, digest);
  for (guint i = 0; i < self->signatures->len; i++)
    pn_wire_add_take (list, signature_json (self->signatures->pdata[i], i + 1, digest, at_us));
  pn_wire_set_take (report, "SignatureValidationReport", list);
  pn_wire_set_take (report, "SignatureValidationObjects", objects_json (self));
  pn_wire_set_str (validator, "SignatureValidatorName", "Phien " PHIEN_VERSION);
  pn_wire_set_take (report, "SignatureValidator", validator);
  pn_wire_set_take (o, "ValidationReport", report);
  pn_wire_set_take (file, "DigestAlgAndValue", digest_json (digest, sizeof digest));
  pn_wire_set_int (file, "Size", (gint64) length);
  pn_wire_set_take (o, "File", file);
  pn_wire_set_str (overall, "Indication", all.main);
  pn_wire_set_str (overall, "SubIndication", all.reason);
  pn_wire_set_str (overall, "Verdict", pn_pdf_verdict_name (self->verdict));
  if (*self->reason != '\0')
    pn_wire_set_str (overall, "Reason", self->reason);
  pn_wire_set_take (o, "Overall", overall);
  return o;
}
