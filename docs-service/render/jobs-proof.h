/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the cage does for the proof of a signature: makes the questions for time-stamp and revocation services and takes their answers.
 * Bytes in, bytes out, inside the cage; parses what strangers' services say. One thread. */
#pragma once
#include "base/wire.h"

/* param {"proof":…}:
 *   question {cms,nonce} -> {der}            the time-stamp request for a signature value
 *   sources {roots} -> {sources:[{ocsp,ocsp_url,crl_url,issuer}]}
 *   evidence {size,roots,ocsps:[bytes…],crls:[bytes…]} -> bytes to append; the answers lie one after the other behind the document
 *   archive {nonce} -> {der}; with {answer} -> bytes to append
 * DER in JSON is base64. */
gboolean pn_proof_work (GBytes *input, const PnJson *param, GByteArray **out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The CMS of {cms}, with the time-stamp of {answer,nonce} in it when there is one. transfer full; NULL with error. */
GBytes *pn_proof_cms (const PnJson *param, GError **error) G_GNUC_WARN_UNUSED_RESULT;
