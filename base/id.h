/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names nobody can guess, and the small text codings of bytes: tokens, UUIDs, hex, base64url, SHA-256.
 * Randomness comes from getrandom(2) only; any thread may call. */
#pragma once

#include <glib.h>

#define PN_TOKEN_BYTES 32
#define PN_UUID_LENGTH 36
#define PN_SHA256_BYTES 32
#define PN_SHA256_HEX 64

void pn_random_bytes (void *out, gsize length);
guint64 pn_random_u64 (void);
/* 43 characters of base64url over 32 random bytes: session cookies and the like. */
char *pn_id_token (void);
/* Random UUID, version 4 (RFC 9562 5.4), lower case. */
char *pn_id_uuid (void);
/* Any version, lower or upper case, exactly 36 characters. */
gboolean pn_id_is_uuid (const char *text);

char *pn_hex_encode (const void *bytes, gsize length);
/* NULL when text is no even run of hex digits. */
GBytes *pn_hex_decode (const char *text);
/* RFC 4648 5, without padding. */
char *pn_base64url_encode (const void *bytes, gsize length);
GBytes *pn_base64url_decode (const char *text);

void pn_sha256 (const void *bytes, gsize length, guint8 out[PN_SHA256_BYTES]);
char *pn_sha256_hex (const void *bytes, gsize length);
/* Exactly 64 lower-case hex digits: safe as a path component of the blob store. */
gboolean pn_is_sha256_hex (const char *text);
/* Takes the same time whatever the contents. */
gboolean pn_equal_secret (const void *a, const void *b, gsize length);
