/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/config.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"

typedef struct {
  const PnConfigEntry *entry;
  char *text; /* owned; paths made absolute */
  gint64 number;
} Value;

struct PnConfig {
  Value *values;
  guint n;
  char *var;
};

void
pn_config_free (PnConfig *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n; i++)
    g_free (self->values[i].text);
  g_free (self->values);
  g_free (self->var);
  g_free (self);
}

/* PHIEN_MEDIA_UDP_PORT for [media] udp-port. */
static char *
env_name (const PnConfigEntry *entry)
{
  g_autofree char *joined = g_strdup_printf ("PHIEN_%s_%s", entry->section, entry->key);
  char *upper = g_ascii_strup (joined, -1);
  return g_strdelimit (upper, "-.", '_');
}

static GKeyFile *
open_file (const char *file, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GError) why = NULL;
  if (file != NULL && !g_key_file_load_from_file (keys, file, G_KEY_FILE_NONE, &why)) {
    g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "%s: %s", file, why->message);
    return NULL;
  }
  return g_steal_pointer (&keys);
}

static char *
find_var (GKeyFile *keys)
{
  g_autofree char *from_file = g_key_file_get_string (keys, "phien", "var", NULL);
  const char *from_env = g_getenv ("PHIEN_VAR");
  const char *chosen = from_env != NULL && *from_env != '\0' ? from_env : from_file != NULL ? from_file : "var";
  return g_canonicalize_filename (chosen, NULL);
}

static gboolean
bad (const PnConfigEntry *e, const char *text, const char *why, GError **error)
{
  g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "[%s] %s = %s: %s", e->section, e->key, text, why);
  return FALSE;
}

static gboolean
check_int (const PnConfigEntry *e, const char *text, gint64 *out, GError **error)
{
  char *end;
  errno = 0;
  gint64 value = g_ascii_strtoll (text, &end, 10);
  if (end == text || *end != '\0' || errno != 0)
    return bad (e, text, "not a whole number", error);
  if (value < e->min || value > e->max) {
    g_autofree char *why = g_strdup_printf ("must be %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, e->min, e->max);
    return bad (e, text, why, error);
  }
  *out = value;
  return TRUE;
}

static gboolean
check_bool (const PnConfigEntry *e, const char *text, gint64 *out, GError **error)
{
  static const char *const yes[] = { "true", "yes", "on", "1", NULL };
  static const char *const no[] = { "false", "no", "off", "0", NULL };
  *out = g_strv_contains (yes, text);
  return *out || g_strv_contains (no, text) || bad (e, text, "not true or false", error);
}

/* Addresses such as unix:run/x.sock keep their prefix; the empty text stays empty (not set). */
static void
make_absolute (PnConfig *self, Value *value)
{
  const char *prefix = g_str_has_prefix (value->text, "unix:") ? "unix:" : "";
  const char *path = value->text + strlen (prefix);
  if (*path == '\0' || *path == '/')
    return;
  g_autofree char *absolute = g_canonicalize_filename (path, self->var);
  char *joined = g_strconcat (prefix, absolute, NULL);
  g_free (value->text);
  value->text = joined;
}

static gboolean
check (PnConfig *self, Value *value, GError **error)
{
  const PnConfigEntry *e = value->entry;
  switch (e->type) {
  case PN_CONFIG_INT:
    return check_int (e, value->text, &value->number, error);
  case PN_CONFIG_BOOL:
    return check_bool (e, value->text, &value->number, error);
  case PN_CONFIG_PATH:
    make_absolute (self, value);
    return TRUE;
  case PN_CONFIG_STRING:
  default:
    if (e->max > 0 && ((gint64) strlen (value->text) < e->min || (gint64) strlen (value->text) > e->max))
      return bad (e, value->text, "too short or too long", error);
    return TRUE;
  }
}

static gboolean
read_value (PnConfig *self, GKeyFile *keys, Value *value, GError **error)
{
  const PnConfigEntry *e = value->entry;
  g_autofree char *name = env_name (e);
  const char *from_env = g_getenv (name);
  if (from_env != NULL)
    value->text = g_strdup (from_env);
  else
    value->text = g_key_file_get_string (keys, e->section, e->key, NULL);
  if (value->text == NULL && e->fallback == NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "[%s] %s is missing (%s)", e->section, e->key,
                 e->help != NULL ? e->help : "no default");
    return FALSE;
  }
  if (value->text == NULL)
    value->text = g_strdup (e->fallback);
  g_strstrip (value->text);
  return check (self, value, error);
}

PnConfig *
pn_config_load (const char *file, const PnConfigEntry *table, GError **error)
{
  g_autoptr (GKeyFile) keys = open_file (file, error);
  if (keys == NULL)
    return NULL;
  g_autoptr (PnConfig) self = g_new0 (PnConfig, 1);
  self->var = find_var (keys);
  while (table != NULL && table[self->n].section != NULL)
    self->n++;
  self->values = g_new0 (Value, self->n + 1);
  for (guint i = 0; i < self->n; i++) {
    self->values[i].entry = &table[i];
    if (!read_value (self, keys, &self->values[i], error))
      return NULL;
  }
  return g_steal_pointer (&self);
}

const char *
pn_config_var (const PnConfig *self)
{
  return self->var;
}

static const Value *
find (const PnConfig *self, const char *section, const char *key)
{
  for (guint i = 0; i < self->n; i++) {
    const PnConfigEntry *e = self->values[i].entry;
    if (strcmp (e->section, section) == 0 && strcmp (e->key, key) == 0)
      return &self->values[i];
  }
  g_error ("config: [%s] %s is not in the table", section, key);
}

const char *
pn_config_str (const PnConfig *self, const char *section, const char *key)
{
  return find (self, section, key)->text;
}

gint64
pn_config_int (const PnConfig *self, const char *section, const char *key)
{
  return find (self, section, key)->number;
}

gboolean
pn_config_bool (const PnConfig *self, const char *section, const char *key)
{
  return find (self, section, key)->number != 0;
}

char *
pn_config_dump (const PnConfig *self)
{
  GString *out = g_string_new (NULL);
  g_string_append_printf (out, "phien.var = %s\n", self->var);
  for (guint i = 0; i < self->n; i++) {
    const PnConfigEntry *e = self->values[i].entry;
    gboolean hide = g_str_has_suffix (e->key, "password") || g_str_has_suffix (e->key, "secret");
    g_string_append_printf (out, "%s.%s = %s\n", e->section, e->key, hide ? "(hidden)" : self->values[i].text);
  }
  return g_string_free (out, FALSE);
}
