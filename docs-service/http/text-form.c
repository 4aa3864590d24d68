/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/text-form.h"

char *
pn_text_form_time (gint64 time_us)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (7 * 3600);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) here = g_date_time_to_timezone (utc, zone);
  return g_date_time_format (here, "%Y-%m-%dT%H:%M:%S+07:00");
}

PnJson *
pn_text_form_spec (const char *field, const char *first, const char *body, gint64 time_us)
{
  g_autofree char *time = pn_text_form_time (time_us);
  g_autofree char *text = g_strdup_printf ("%s\n%s", first, time);
  PnJson *spec = pn_args_str ("field", field);
  pn_wire_set_str (spec, "text", text);
  pn_wire_set_str (spec, "name", body);
  pn_wire_set_int (spec, "time_us", time_us);
  return spec;
}
