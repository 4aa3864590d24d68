/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien calendar load FILE [SOURCE]   days off and worked days of a year; a day that stands already takes the new word.
 *                                     SOURCE: the announcement that decides them; without it they are to be confirmed
 * phien calendar list [YEAR]          what is loaded, and by which announcement
 * phien calendar remove DAY...        these days are what the common calendar says
 * A line of the file: 2027-02-08 off Tết Nguyên đán, or 2026-08-22 work Làm bù; # begins a remark. Fixed holidays and weekends need no line.
 * Exit status: 0 done, 64 usage, 66 no such file, 77 a line is not understood (nothing is loaded), 70 else. */
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/db.h"

static int
usage (void)
{
  fputs ("phien calendar load FILE [SOURCE] | list [YEAR] | remove DAY...\n", stderr);
  return PN_EXIT_USAGE;
}

static gboolean
is_day (const char *text)
{
  int y, m, d, end = 0;
  return sscanf (text, "%4d-%2d-%2d%n", &y, &m, &d, &end) == 3 && end == 10 && text[10] == '\0' && m >= 1 && m <= 12 && d >= 1 && y >= 1970
         && g_date_valid_dmy ((GDateDay) d, (GDateMonth) m, (GDateYear) y);
}

/* {day,work,name}, or NULL for what is no line of a calendar. */
static PnJson *
read_line (const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  if (g_strv_length (words) != 3 || !is_day (words[0]) || *g_strstrip (words[2]) == '\0' || g_utf8_strlen (words[2], -1) > 100)
    return NULL;
  if (strcmp (words[1], "off") != 0 && strcmp (words[1], "work") != 0)
    return NULL;
  PnJson *json = pn_wire_object ();
  pn_wire_set_str (json, "day", words[0]);
  pn_wire_set_bool (json, "work", strcmp (words[1], "work") == 0);
  pn_wire_set_str (json, "name", words[2]);
  return json;
}

static int
load (const char *path, const char *source)
{
  if (g_utf8_strlen (source, -1) > 200)
    return usage ();
  g_autofree char *text = NULL;
  g_autoptr (PnJson) days = pn_wire_array ();
  if (!g_file_get_contents (path, &text, NULL, NULL)) {
    fprintf (stderr, "phien calendar: %s cannot be read\n", path);
    return PN_EXIT_NO_INPUT;
  }
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    char *line = g_strstrip (lines[i]);
    if (*line == '\0' || *line == '#')
      continue;
    PnJson *day = read_line (line);
    if (day == NULL) {
      fprintf (stderr, "phien calendar: line %u is not understood: %s\n", i + 1, line);
      return PN_EXIT_REFUSED;
    }
    pn_wire_add_take (days, day);
  }
  g_autoptr (PnCliDb) db = pn_cli_db_open ();
  g_autoptr (PnPgResult) r = pn_cli_db_ask (db,
                                            "INSERT INTO phien.calendar_day (day, work, name, source) SELECT DISTINCT ON (x.day) x.day, x.work, x.name, $2 "
                                            "FROM jsonb_to_recordset ($1::jsonb) x (day date, work boolean, name text) "
                                            "ON CONFLICT (day) DO UPDATE SET work = excluded.work, name = excluded.name, source = excluded.source, set_by = NULL, set_at = now ()",
                                            pn_pg_args ("jt", days, source));
  if (r == NULL)
    return PN_EXIT_SOFTWARE;
  printf ("%u days\n", (guint) pn_wire_length (days));
  return 0;
}

static int
list (const char *year)
{
  g_autoptr (PnCliDb) db = pn_cli_db_open ();
  g_autoptr (PnPgResult) r = pn_cli_db_ask (db,
                                            "SELECT day::text, CASE WHEN work THEN 'work' ELSE 'off' END, name, CASE WHEN source = '' THEN 'to be confirmed' ELSE source END "
                                            "FROM phien.calendar_day WHERE $1 = '' OR to_char (day, 'YYYY') = $1 ORDER BY day",
                                            pn_pg_args ("t", year));
  if (r == NULL)
    return PN_EXIT_SOFTWARE;
  for (int i = 0; i < pn_pg_result_rows (r); i++)
    printf ("%s %s %s (%s)\n", pn_pg_result_text (r, i, 0), pn_pg_result_text (r, i, 1), pn_pg_result_text (r, i, 2), pn_pg_result_text (r, i, 3));
  return 0;
}

/* All are looked at before one is taken away. */
static int
remove_days (int n, char **days)
{
  for (int i = 0; i < n; i++)
    if (!is_day (days[i])) {
      fprintf (stderr, "phien calendar: %s is no day\n", days[i]);
      return PN_EXIT_REFUSED;
    }
  g_autoptr (PnCliDb) db = pn_cli_db_open ();
  g_autofree char *list = g_strjoinv (",", days);
  g_autoptr (PnPgResult) r = pn_cli_db_ask (db, "DELETE FROM phien.calendar_day WHERE day = ANY (string_to_array ($1, ',')::date[]) RETURNING day", pn_pg_args ("t", list));
  if (r == NULL)
    return PN_EXIT_SOFTWARE;
  printf ("%d days\n", pn_pg_result_rows (r));
  return 0;
}

int
pn_cmd_calendar (int argc, char **argv)
{
  if ((argc == 3 || argc == 4) && strcmp (argv[1], "load") == 0)
    return load (argv[2], argc == 4 ? argv[3] : "");
  if (argc >= 3 && strcmp (argv[1], "remove") == 0)
    return remove_days (argc - 2, argv + 2);
  return (argc == 2 || argc == 3) && strcmp (argv[1], "list") == 0 ? list (argc == 3 ? argv[2] : "") : usage ();
}
