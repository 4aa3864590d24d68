/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vietnamese without its marks: "Nghị quyết" and "nghi quyet" are the same to a reader in a hurry. Pure logic, the twin of
 * vn_fold() in the database; any thread. */
#pragma once
#include <glib.h>

/* Lower case, diacritics stripped, đ as d, white space collapsed to one blank, none at the ends. transfer full */
char *pn_fold (const char *text);

/* Letters and their marks in one (NFC, as TCVN 6909:2001 has them), of valid UTF-8; text from a Mac or out of a PDF often comes apart. transfer full */
char *pn_nfc (const char *text, gsize length);

/* Calls `hit` for each place where the folded needle stands in the folded words joined by blanks: first word and number of words.
 * At most `limit` places; returns how many. */
guint pn_fold_find (const char *const *words, guint n, const char *needle, guint limit,
                    void (*hit) (guint first, guint count, gpointer data), gpointer data);
