/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/log.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

static PnLogLevel least_level = PN_LOG_INFO;
static char program_name[64] = "phien";
static const char *const level_names[] = { "debug", "info", "warning", "error" };

/* One line must be one write(2), so that lines of several threads do not mix (POSIX: atomic on pipes up to PIPE_BUF,
 * and in practice on files opened for appending). Longer values are cut. */
#define VALUE_MAX 2048

static void
append_json_string (GString *line, const char *text)
{
  g_autofree char *valid = g_utf8_validate (text, -1, NULL) ? NULL : g_utf8_make_valid (text, -1);
  const char *p = valid != NULL ? valid : text;
  g_string_append_c (line, '"');
  for (gsize n = 0; *p != '\0' && n < VALUE_MAX; n++) {
    const char *next = g_utf8_next_char (p);
    guchar c = (guchar) *p;
    if (c == '"' || c == '\\')
      g_string_append_printf (line, "\\%c", c);
    else if (c < 0x20 || c == 0x7f)
      g_string_append_printf (line, "\\u%04x", c);
    else
      g_string_append_len (line, p, next - p);
    p = next;
  }
  g_string_append_c (line, '"');
}

static void
append_pair (GString *line, const char *key, const char *value)
{
  g_string_append_c (line, ',');
  append_json_string (line, key);
  g_string_append_c (line, ':');
  if (value == NULL)
    g_string_append (line, "null");
  else
    append_json_string (line, value);
}

static GString *
line_begin (PnLogLevel level, const char *area, const char *message)
{
  GString *line = g_string_sized_new (256);
  g_autofree char *now = pn_time_to_iso (g_get_real_time ());
  g_string_append_printf (line, "{\"t\":\"%s\"", now);
  append_pair (line, "program", program_name);
  append_pair (line, "level", level_names[level]);
  append_pair (line, "area", area);
  append_pair (line, "msg", message);
  return line;
}

static void
line_end (GString *line)
{
  g_string_append (line, "}\n");
  gsize done = 0;
  while (done < line->len) {
    ssize_t n = write (STDERR_FILENO, line->str + done, line->len - done);
    if (n <= 0)
      break; /* nowhere left to complain */
    done += (gsize) n;
  }
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
    append_pair (line, key, va_arg (args, const char *));
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

gboolean
pn_log_level_from_name (const char *name, PnLogLevel *level)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (level_names); i++) {
    if (strcmp (level_names[i], name) == 0) {
      *level = (PnLogLevel) i;
      return TRUE;
    }
  }
  return FALSE;
}

static PnLogLevel
from_glib (GLogLevelFlags flags)
{
  if (flags & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return PN_LOG_ERROR;
  if (flags & G_LOG_LEVEL_WARNING)
    return PN_LOG_WARNING;
  return flags & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO) ? PN_LOG_INFO : PN_LOG_DEBUG;
}

static const char *
field (const GLogField *fields, gsize n, const char *name)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (fields[i].key, name) == 0 && fields[i].length < 0)
      return fields[i].value;
  return NULL;
}

static GLogWriterOutput
glib_writer (GLogLevelFlags flags, const GLogField *fields, gsize n, gpointer data)
{
  PnLogLevel level = from_glib (flags);
  if (level < least_level)
    return G_LOG_WRITER_HANDLED;
  const char *domain = field (fields, n, "GLIB_DOMAIN");
  const char *message = field (fields, n, "MESSAGE");
  GString *line = line_begin (level, domain != NULL ? domain : "glib", message != NULL ? message : "");
  const char *file = field (fields, n, "CODE_FILE");
  if (file != NULL)
    append_pair (line, "file", file);
  line_end (line);
  return G_LOG_WRITER_HANDLED;
}

void
pn_log_init (const char *program, PnLogLevel least)
{
  static gsize once;
  g_strlcpy (program_name, program, sizeof program_name);
  least_level = least;
  /* GLib aborts when the writer is set twice. */
  if (g_once_init_enter (&once)) {
    g_log_set_writer_func (glib_writer, NULL, NULL);
    g_once_init_leave (&once, 1);
  }
}
