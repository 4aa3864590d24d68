/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/core/upload.h"

#include <string.h>

static const char *const state_names[] = { "receiving", "checking", "ready", "refused" };

static const gboolean allowed[4][4] = {
  /*               RECEIVING CHECKING READY  REFUSED */
  /* RECEIVING */ { FALSE,   TRUE,    FALSE, TRUE  },
  /* CHECKING  */ { FALSE,   FALSE,   TRUE,  TRUE  },
  /* READY     */ { FALSE,   FALSE,   FALSE, FALSE },
  /* REFUSED   */ { FALSE,   FALSE,   FALSE, FALSE },
};

const char *
pn_upload_state_name (PnUploadState state)
{
  return state_names[state];
}

gboolean
pn_upload_state_from_name (const char *name, PnUploadState *state)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (state_names); i++) {
    if (strcmp (name, state_names[i]) == 0) {
      *state = (PnUploadState) i;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
pn_upload_set_state (PnUpload *self, PnUploadState next, GError **error)
{
  if (!allowed[self->state][next]) {
    g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "no way from %s to %s", state_names[self->state], state_names[next]);
    return FALSE;
  }
  if (next == PN_UPLOAD_CHECKING && self->received != self->size) {
    g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " bytes are here",
                 self->received, self->size);
    return FALSE;
  }
  self->state = next;
  return TRUE;
}

gboolean
pn_upload_check_size (gint64 size, GError **error)
{
  if (size > 0 && size <= PN_UPLOAD_SIZE_MAX)
    return TRUE;
  g_set_error (error, PN_ERROR, size > 0 ? PN_ERROR_TOO_LARGE : PN_ERROR_BAD_VALUE, "a file of %" G_GINT64_FORMAT " bytes", size);
  return FALSE;
}

gboolean
pn_upload_check_chunk (const PnUpload *self, gint64 offset, gint64 length, GError **error)
{
  if (self->state != PN_UPLOAD_RECEIVING) {
    g_set_error (error, PN_ERROR, PN_ERROR_WRONG_STATE, "the upload is %s", state_names[self->state]);
    return FALSE;
  }
  if (offset != self->received) {
    g_set_error (error, PN_ERROR, PN_ERROR_CONFLICT, "the next offset is %" G_GINT64_FORMAT, self->received);
    return FALSE;
  }
  if (length <= 0 || length > PN_UPLOAD_CHUNK_MAX || length > self->size - self->received) {
    g_set_error (error, PN_ERROR, length <= 0 ? PN_ERROR_BAD_VALUE : PN_ERROR_TOO_LARGE, "a chunk of %" G_GINT64_FORMAT " bytes", length);
    return FALSE;
  }
  return TRUE;
}

static gboolean
is_unwanted (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);
  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR
         || type == G_UNICODE_PARAGRAPH_SEPARATOR || type == G_UNICODE_SURROGATE || c == 0xfffd || strchr ("\"<>|?*:;%", (int) c) != NULL;
}

/* Both separators, whatever system the client runs on. */
static const char *
last_part (const char *path)
{
  const char *slash = strrchr (path, '/'), *back = strrchr (path, '\\');
  const char *last = slash > back ? slash : back;
  return last != NULL ? last + 1 : path;
}

char *
pn_upload_clean_name (const char *filename)
{
  g_autofree char *valid = g_utf8_make_valid (filename != NULL ? filename : "", -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
  GString *out = g_string_new (NULL);
  for (const char *p = last_part (composed); *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (is_unwanted (c) || (out->len == 0 && (c == '.' || g_unichar_isspace (c))))
      continue;
    if (out->len + (gsize) g_unichar_to_utf8 (c, NULL) > PN_UPLOAD_NAME_MAX)
      break;
    g_string_append_unichar (out, c);
  }
  g_strchomp (out->str);
  if (out->str[0] == '\0') {
    g_string_free (out, TRUE);
    return g_strdup ("tai-lieu.pdf");
  }
  return g_string_free (out, FALSE);
}
