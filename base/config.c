/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/config.h"

#include <string.h>

#include "base/error.h"

struct PnConfig {
  const PnConfigEntry *table;
  guint n;
  char **values; /* one for each entry */
  char *var;
};

static char *
env_value (const PnConfigEntry *entry)
{
  g_autofree char *name = g_strdup_printf ("PHIEN_%s_%s", entry->section, entry->key);
  for (char *at = name; *at != '\0'; at++)
    *at = *at == '-' ? '_' : g_ascii_toupper (*at);
  return g_strdup (g_getenv (name));
}

static gboolean
check_value (const PnConfigEntry *e, const char *value, GError **error)
{
  gint64 number = 0;
  switch (e->type) {
  case PN_CONFIG_INT:
    if (g_ascii_string_to_signed (value, 10, e->min, e->max, &number, NULL))
      return TRUE;
    g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "[%s] %s = %s: must be a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                 e->section, e->key, value, e->min, e->max);
    return FALSE;
  case PN_CONFIG_BOOL:
    if (strcmp (value, "true") == 0 || strcmp (value, "false") == 0)
      return TRUE;
    g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "[%s] %s = %s: must be true or false", e->section, e->key, value);
    return FALSE;
  case PN_CONFIG_STRING:
    if (e->max == 0 || ((gint64) strlen (value) >= e->min && (gint64) strlen (value) <= e->max))
      return TRUE;
    g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "[%s] %s: must have %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " bytes", e->section,
                 e->key, e->min, e->max);
    return FALSE;
  case PN_CONFIG_PATH:
  default:
    return TRUE;
  }
}

static char *
absolute (const char *base, const char *path)
{
  /* Addresses such as unix:run/x.sock keep their prefix. */
  if (g_str_has_prefix (path, "unix:") && path[5] != '/')
    return g_strdup_printf ("unix:%s/%s", base, path + 5);
  if (g_path_is_absolute (path) || g_str_has_prefix (path, "unix:"))
    return g_strdup (path);
  return g_build_filename (base, path, NULL);
}

static char *
find_var (GKeyFile *file)
{
  const char *env = g_getenv ("PHIEN_VAR");
  g_autofree char *text = env != NULL ? g_strdup (env) : file != NULL ? g_key_file_get_string (file, "phien", "var", NULL) : NULL;
  return g_canonicalize_filename (text != NULL ? text : "var", NULL);
}

static gboolean
load_entry (PnConfig *self, GKeyFile *file, guint i, GError **error)
{
  const PnConfigEntry *e = &self->table[i];
  g_autofree char *value = env_value (e);
  if (value == NULL && file != NULL)
    value = g_key_file_get_string (file, e->section, e->key, NULL);
  if (value == NULL)
    value = g_strdup (e->fallback);
  if (value == NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "[%s] %s is missing: %s", e->section, e->key, e->help);
    return FALSE;
  }
  g_strstrip (value);
  if (!check_value (e, value, error))
    return FALSE;
  self->values[i] = e->type == PN_CONFIG_PATH && *value != '\0' ? absolute (self->var, value) : g_steal_pointer (&value);
  return TRUE;
}

PnConfig *
pn_config_load (const char *file, const PnConfigEntry *table, GError **error)
{
  g_autoptr (GKeyFile) keys = NULL;
  if (file != NULL) {
    g_autoptr (GError) reason = NULL;
    keys = g_key_file_new ();
    if (!g_key_file_load_from_file (keys, file, G_KEY_FILE_NONE, &reason)) {
      g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "%s: %s", file, reason->message);
      return NULL;
    }
  }
  g_autoptr (PnConfig) self = g_new0 (PnConfig, 1);
  self->table = table;
  while (table[self->n].section != NULL)
    self->n++;
  self->values = g_new0 (char *, self->n + 1);
  self->var = find_var (keys);
  for (guint i = 0; i < self->n; i++) {
    if (!load_entry (self, keys, i, error))
      return NULL;
  }
  return g_steal_pointer (&self);
}

void
pn_config_free (PnConfig *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n; i++)
    g_free (self->values[i]);
  g_free (self->values);
  g_free (self->var);
  g_free (self);
}

const char *
pn_config_var (const PnConfig *self)
{
  return self->var;
}

const char *
pn_config_str (const PnConfig *self, const char *section, const char *key)
{
  for (guint i = 0; i < self->n; i++) {
    if (strcmp (self->table[i].section, section) == 0 && strcmp (self->table[i].key, key) == 0)
      return self->values[i];
  }
  g_error ("config: [%s] %s is not in the table", section, key);
}

gint64
pn_config_int (const PnConfig *self, const char *section, const char *key)
{
  return g_ascii_strtoll (pn_config_str (self, section, key), NULL, 10);
}

gboolean
pn_config_bool (const PnConfig *self, const char *section, const char *key)
{
  return strcmp (pn_config_str (self, section, key), "true") == 0;
}

char *
pn_config_dump (const PnConfig *self)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < self->n; i++) {
    const char *key = self->table[i].key;
    gboolean hidden = g_str_has_suffix (key, "password") || g_str_has_suffix (key, "secret");
    g_string_append_printf (text, "%s.%s = %s\n", self->table[i].section, key, hidden ? "(hidden)" : self->values[i]);
  }
  return g_string_free (text, FALSE);
}
