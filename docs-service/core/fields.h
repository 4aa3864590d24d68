/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The input fields of Decree 30/2020 Annex VI with the lengths they may have (R18), in characters; a value that is too long is refused by name.
 * Pure; any thread. */
#pragma once

#include <glib.h>

typedef struct {
  const char *key;   /* on the wire */
  const char *group; /* in Annex VI: "OrganName" */
  guint max;
  gboolean needed;
} PnField;

typedef enum { PN_FIELDS_INCOMING, PN_FIELDS_OUTGOING, PN_FIELDS_RECEIVER, PN_FIELDS_FILE, PN_FIELDS_DRAFT, PN_FIELDS_DRAFT_LINES } PnFieldSet;

/* Ended by a row without key. */
const PnField *pn_fields_of (PnFieldSet set);
/* value: NULL when it is not given. Errors: FIELD_TOO_LONG ("Subject: 501 characters, at most 500"), BAD_VALUE when a needed one is missing. */
gboolean pn_field_check (const PnField *field, const char *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What a FIELD_TOO_LONG says, as a sentence for people that names the field, its length and its limit; FALSE when it is none. transfer full */
gboolean pn_field_too_long_words (const char *detail, char **vi, char **en) G_GNUC_WARN_UNUSED_RESULT;
/* "215/SKHCN-CĐS": CodeNumber of at most 11, CodeNotation of at most 30 characters. */
gboolean pn_field_check_code (const char *code, GError **error) G_GNUC_WARN_UNUSED_RESULT;
