/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien calendar load FILE   days off and worked days of a year; a day that stands already takes the new word
 * phien calendar list        what is loaded
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
  fputs ("phien calendar load FILE | list\n", stderr);
  return PN_EXIT_USAGE;
}

/* {day,work,name}, or NULL for what is no line of a calendar. */
static PnJson *
read_line (const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  int y, m, d, end = 0;
  if (g_strv_length (words) != 3 || sscanf (words[0], "%4d-%2d-%2d%n", &y, &m, &d, &end) != 3 || end != 10 || words[0][10] != '\0' || m < 1 || m > 12 || d < 1 || y < 1970
      || !g_date_valid_dmy ((GDateDay) d, (GDateMonth) m, (GDateYear) y) || *g_strstrip (words[2]) == '\0' || strlen (words[2]) > 100)
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
load (const char *path)
{
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
                                            "INSERT INTO phien.calendar_day (day, work, name) SELECT DISTINCT ON (x.day) x.day, x.work, x.name "
                                            "FROM jsonb_to_recordset ($1::jsonb) x (day date, work boolean, name text) "
                                            "ON CONFLICT (day) DO UPDATE SET work = excluded.work, name = excluded.name",
                                            pn_pg_args ("j", days));
  if (r == NULL)
    return PN_EXIT_SOFTWARE;
  printf ("%u days\n", (guint) pn_wire_length (days));
  return 0;
}

static int
list (void)
{
  g_autoptr (PnCliDb) db = pn_cli_db_open ();
  g_autoptr (PnPgResult) r = pn_cli_db_ask (db, "SELECT day::text, CASE WHEN work THEN 'work' ELSE 'off' END, name FROM phien.calendar_day ORDER BY day", NULL);
  if (r == NULL)
    return PN_EXIT_SOFTWARE;
  for (int i = 0; i < pn_pg_result_rows (r); i++)
    printf ("%s %s %s\n", pn_pg_result_text (r, i, 0), pn_pg_result_text (r, i, 1), pn_pg_result_text (r, i, 2));
  return 0;
}

int
pn_cmd_calendar (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "load") == 0)
    return load (argv[2]);
  return argc == 2 && strcmp (argv[1], "list") == 0 ? list () : usage ();
}
