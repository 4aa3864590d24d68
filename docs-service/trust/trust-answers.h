/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what time-stamp and revocation services answer just far enough to keep it: whose list it is, until when it holds. Judges nothing
 * (pdf/revocation does, in the cage); bytes are a stranger's; opens files of a mirror directory only; any thread. */
#pragma once
#include <glib.h>

typedef enum { PN_ANSWER_TIMESTAMP, PN_ANSWER_OCSP, PN_ANSWER_CRL } PnAnswerKind;

/* Seconds since 1970 until which it may be used again: nextUpdate of a list (RFC 5280 5.1.2.5) or of an OCSP answer that is good news about
 * availability (RFC 6960 2.4); 0: not at all, or it is no such answer. */
gint64 pn_answer_until (PnAnswerKind kind, GBytes *der);
/* The newest list of this issuer (SHA-256 of its name in DER, hex) among *.crl in these directories, DER or PEM, that holds now; NULL when
 * there is none. transfer full: DER */
GBytes *pn_mirror_find (const char *const *directories, const char *issuer, gint64 now);
