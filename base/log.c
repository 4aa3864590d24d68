/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/log.h"

#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

static const char *program_name = "phien";
static PnLogLevel least_level = PN_LOG_INFO;

static const char *const level_names[] = { "debug", "info", "warning", "error" };

static void
append_json_string (GString *line, const char *text)
{
  if (text == NULL) {
    g_string_append (line, "null");
    return;
  }
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_string_append_c (line, '"');
  for (const char *at = valid; *at != '\0'; at++) {
    guchar c = (guchar) *at;
    if (c == '"' || c == '\\')
      g_string_append_printf (line, "\\%c", c);
    else if (c < 0x20)
      g_string_append_printf (line, "\\u%04x", c);
    else
      g_string_append_c (line, (char) c);
  }
  g_string_append_c (line, '"');
}

static GString *
line_begin (PnLogLevel level, const char *area, const char *message)
{
  g_autofree char *when = pn_time_to_iso (g_get_real_time ());
  GString *line = g_string_sized_new (200);
  g_string_append_printf (line, "{\"t\":\"%s\",\"level\":\"%s\",\"program\":\"%s\",\"area\":", when, level_names[level],
                          program_name);
  append_json_string (line, area);
  g_string_append (line, ",\"msg\":");
  append_json_string (line, message);
  return line;
}

static void
line_add (GString *line, const char *key, const char *value)
{
  g_string_append_c (line, ',');
  append_json_string (line, key);
  g_string_append_c (line, ':');
  append_json_string (line, value);
}

/* One write: lines of different threads and processes do not mix. */
static void
line_end (GString *line)
{
  g_string_append (line, "}\n");
  gssize ignored = write (STDERR_FILENO, line->str, line->len);
  (void) ignored;
  g_string_free (line, TRUE);
}

void
pn_log (PnLogLevel level, const char *area, const char *message, ...)
{
  if (level < least_level)
    return;
  GString *line = line_begin (level, area, message);
  va_list args;
  va_start (args, message);
  for (const char *key = va_arg (args, const char *); key != NULL; key = va_arg (args, const char *))
    line_add (line, key, va_arg (args, const char *));
  va_end (args);
  line_end (line);
}

void
pn_log_gerror (PnLogLevel level, const char *area, const char *message, const GError *error)
{
  pn_log (level, area, message, "error", pn_error_name (pn_error_code (error)), "detail",
          error != NULL ? error->message : NULL, NULL);
}

const char *
pn_log_i64 (char *buffer, gint64 value)
{
  g_snprintf (buffer, 24, "%" G_GINT64_FORMAT, value);
  return buffer;
}

static GLogWriterOutput
glib_writer (GLogLevelFlags flags, const GLogField *fields, gsize n, gpointer data)
{
  const char *message = "";
  const char *domain = "glib";
  for (gsize i = 0; i < n; i++) {
    if (fields[i].length > 0)
      continue; /* not NUL-terminated: none of the two we look for */
    if (strcmp (fields[i].key, "MESSAGE") == 0)
      message = fields[i].value;
    else if (strcmp (fields[i].key, "GLIB_DOMAIN") == 0)
      domain = fields[i].value;
  }
  PnLogLevel level = flags & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL) ? PN_LOG_ERROR
                     : flags & G_LOG_LEVEL_WARNING                      ? PN_LOG_WARNING
                     : flags & G_LOG_LEVEL_DEBUG                        ? PN_LOG_DEBUG
                                                                        : PN_LOG_INFO;
  pn_log (level, domain, message, NULL);
  return G_LOG_WRITER_HANDLED;
}

void
pn_log_init (const char *program, PnLogLevel least)
{
  static gsize once;
  program_name = program;
  least_level = least;
  if (g_once_init_enter (&once)) {
    g_log_set_writer_func (glib_writer, NULL, NULL);
    g_once_init_leave (&once, 1);
  }
}

gboolean
pn_log_level_from_name (const char *name, PnLogLevel *level)
{
  for (guint i = 0; i < G_N_ELEMENTS (level_names); i++) {
    if (g_strcmp0 (name, level_names[i]) == 0) {
      *level = (PnLogLevel) i;
      return TRUE;
    }
  }
  return FALSE;
}
