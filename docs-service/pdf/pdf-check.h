/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges the signatures of a PDF: integrity (bytes), trust (chain) and changes (what later revisions did), kept apart.
 * Never opens a file or socket and never repairs a file to make sense of it; any thread (or a sandboxed child) may call. */
#pragma once

#include <glib.h>
#include "base/wire.h"

typedef enum {
  PN_PDF_VALID,              /* every signature intact, trusted, covers the whole file */
  PN_PDF_VALID_WITH_CHANGES, /* intact, and later revisions did only what the allow-list names; trust of all or of none, see each signature */
  PN_PDF_UNTRUSTED,          /* intact and as signed, but some chain does not lead to a given root, or SHA-1 proves nothing any more */
  PN_PDF_INVALID,            /* some signature broken, or something changed that must not */
  PN_PDF_UNSIGNED,
  PN_PDF_UNREADABLE, /* encrypted, damaged, not a PDF */
} PnPdfVerdict;
const char *pn_pdf_verdict_name (PnPdfVerdict verdict); /* "valid_with_changes" */

typedef enum { PN_PDF_INTEGRITY_OK, PN_PDF_INTEGRITY_BROKEN, PN_PDF_INTEGRITY_UNSUPPORTED } PnPdfIntegrity;
typedef enum { PN_PDF_TRUSTED, PN_PDF_UNKNOWN_ISSUER, PN_PDF_CERT_EXPIRED, PN_PDF_TRUST_NOT_CHECKED, PN_PDF_CERT_REVOKED, PN_PDF_WEAK_DIGEST } PnPdfTrust;

typedef struct {
  char *field;      /* full name */
  char *subfilter;  /* "ETSI.CAdES.detached" */
  char *level;      /* PAdES baseline "B-B", "B-T", "B-LT", "B-LTA" (EN 319 142-1 6), "DocTimeStamp", else "" */
  char *signer;     /* common name in the certificate; "" when there is none */
  char *issuer;     /* likewise */
  char *serial;     /* hex */
  char *cert_sha256; /* of the signer's certificate in DER, lower hex; "" when there is none */
  char *not_after;  /* ISO 8601 */
  char *reason;     /* /Reason, may be "" */
  char *claimed_time; /* /M as ISO 8601 or "" : the signer's word only */
  guint64 byte_range[4];
  gboolean stamped;      /* a time-stamp of the signature is intact, whoever made it */
  gint64 stamped_us;     /* a time-stamp proves that the signature existed then (µs since 1970); 0: none. Of a DocTimeStamp: its own time */
  gboolean evidence;     /* the document itself proves for each certificate of the chain that it was not revoked */
  gboolean covers_dss;   /* the signed revision has a security store */
  gboolean covers_file; /* signed bytes reach the end of the file */
  PnPdfIntegrity integrity;
  char *integrity_detail; /* English, "" when OK */
  PnPdfTrust trust;
  char *trust_detail;
  GPtrArray *changes;   /* of char*: allowed things later revisions did, "signature:Signature2", "timestamp:T1", "field:so_ky_hieu", "dss" */
  GPtrArray *forbidden; /* of char*: everything else that changed since, "/Root/Pages/…: …" */
} PnPdfSignature;

typedef struct {
  PnPdfVerdict verdict;
  char *reason;          /* English: why it is not valid; "" else */
  GPtrArray *signatures; /* of PnPdfSignature, oldest first */
  int page_count;
} PnPdfReport;

/* roots_pem: certificates in PEM, one after the other, revocation lists of theirs among them; NULL or "": nothing is trusted. Never NULL, never an error: it is the verdict. */
PnPdfReport *pn_pdf_check (GBytes *document, const char *roots_pem);
/* Another reader's finding against the whole file: forbidden for each signature, and the verdict invalid. */
void pn_pdf_report_doubt (PnPdfReport *self, const char *why);
void pn_pdf_report_free (PnPdfReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPdfReport, pn_pdf_report_free)
/* What `phien check --json` prints: {"verdict","signatures":[{"integrity","trust","changes","level","signer","time"}]}; a change that is not
 * permitted stands among the changes as "forbidden: …". transfer full */
PnJson *pn_pdf_report_brief_json (const PnPdfReport *self);
/* {"verdict","reason","text":{"vi","en"},"signatures":[{"integrity":"ok|broken|unsupported","trust":"trusted|unknown_issuer|expired|
 * revoked|weak_digest|not_checked","changes":[…],"forbidden":[…],"level","signer","issuer","serial","cert_sha256","byte_range":[4],"time","field","subfilter","reason","covers_file"}]}
 * transfer full */
PnJson *pn_pdf_report_json (const PnPdfReport *self);
