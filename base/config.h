/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of a daemon: defaults from its table, then the ini file, then PHIEN_<SECTION>_<KEY> from the environment.
 * Reads once, at start; never writes; read from any thread afterwards. */
#pragma once

#include <glib.h>

typedef enum {
  PN_CONFIG_STRING, /* min/max: length in bytes when max > 0 */
  PN_CONFIG_INT,    /* min..max */
  PN_CONFIG_BOOL,
  PN_CONFIG_PATH, /* a relative one is taken from the data directory (pn_config_var); unix:run/x.sock keeps its prefix */
} PnConfigType;

typedef struct {
  const char *section; /* NULL ends the table */
  const char *key;     /* "udp-port"; in the environment PHIEN_MEDIA_UDP_PORT */
  PnConfigType type;
  const char *fallback; /* NULL: must be given */
  gint64 min, max;
  const char *help;
} PnConfigEntry;

typedef struct PnConfig PnConfig;

/* `file` may be NULL (environment and defaults only). Sections may be shared between daemons, so keys of others are no error.
 * Errors: PN_ERROR_CONFIG naming section, key and bound. The table must outlive the config. */
PnConfig *pn_config_load (const char *file, const PnConfigEntry *table, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pn_config_free (PnConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PnConfig, pn_config_free)

/* Data directory, absolute: PHIEN_VAR, else [phien] var in the file, else "var" below the working directory. */
const char *pn_config_var (const PnConfig *self);
/* Asking for a key that is not in the table is a programming error (aborts). */
const char *pn_config_str (const PnConfig *self, const char *section, const char *key);
gint64 pn_config_int (const PnConfig *self, const char *section, const char *key);
gboolean pn_config_bool (const PnConfig *self, const char *section, const char *key);
/* One "section.key = value" line for each entry, for --check-config. Entries whose key ends in "password" or "secret" are hidden. */
char *pn_config_dump (const PnConfig *self);
