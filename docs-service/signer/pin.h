/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The PIN of a key in this house's keeping: kept as a salted scrypt hash (RFC 7914) beside the key, never
 * itself. It opens the key for a list of files, each once, for ten minutes: one PIN for N listed hashes.
 * Knows no link and no key; the time is handed in. One thread. */
#pragma once
#include <glib.h>

typedef struct PnPins PnPins;

#define PN_PIN_TRIES 5 /* wrong ones in a row, then it is shut for */
#define PN_PIN_SHUT_US (15 * 60 * G_TIME_SPAN_SECOND)
#define PN_PIN_TICKET_US (10 * 60 * G_TIME_SPAN_SECOND)
#define PN_PIN_FILES 50

/* dir: of the keystore, mode 0700. */
PnPins *pn_pins_new (const char *dir);
void pn_pins_free (PnPins *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnPins, pn_pins_free)

/* From now on a person's key without a PIN signs nothing; the seal and the service's own key have none. */
void pn_pins_require (PnPins *self, gboolean required);

/* who: as pn_keystore_sign has it; already found sane. */
gboolean pn_pins_is_set (PnPins *self, const char *who);
/* old: NULL for the first one and only for it: who asks for the first has looked who sets it. On disk before it
 * returns. Errors: PIN_FORM (6 to 12 digits, not all alike, not in a row), PIN_NEEDED (there is no old one),
 * PIN_WRONG, PIN_LOCKED, IO. */
gboolean pn_pins_set (PnPins *self, const char *who, const char *old, const char *pin, gint64 now_us,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A ticket for these files (SHA-256, at most PN_PIN_FILES); it takes the place of an earlier one. transfer
 * full. Errors: PIN_NEEDED (none is set yet), PIN_WRONG, PIN_LOCKED, IO. */
char *pn_pins_unlock (PnPins *self, const char *who, const char *pin, const char *const *files, gint64 now_us,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Crosses the file off the ticket. TRUE also for a key that has no PIN and needs none. Errors: PIN_NEEDED (none
 * is set though one is required; no ticket, another's, spent, over). */
gboolean pn_pins_spend (PnPins *self, const char *who, const char *ticket, const char *file, gint64 now_us,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
