/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/db.h"

#include <stdio.h>

#include "base/error.h"
#include "base/log.h"
#include "base/metrics.h"
#include "cli/var.h"

char *
pn_cli_db_conninfo (void)
{
  const char *given = g_getenv ("PHIEN_CONNINFO");
  if (given != NULL)
    return g_strdup (given);
  g_autofree char *run = pn_cli_var_path ("run");
  g_autofree char *absolute = g_canonicalize_filename (run, NULL);
  return g_strdup_printf ("host='%s' dbname=phien user=phien_owner", absolute);
}

PnCliDb *
pn_cli_db_open (void)
{
  PnCliDb *self = g_new0 (PnCliDb, 1);
  g_autofree char *conninfo = pn_cli_db_conninfo ();
  pn_log_init ("phien", PN_LOG_ERROR);
  uv_loop_init (&self->loop);
  self->pg = pn_pg_new (&self->loop, conninfo, "phien-cli");
  return self;
}

void
pn_cli_db_close (PnCliDb *self)
{
  if (self == NULL)
    return;
  pn_pg_free (self->pg);
  uv_run (&self->loop, UV_RUN_DEFAULT);
  uv_loop_close (&self->loop);
  pn_metrics_free_all ();
  g_free (self);
}

void
pn_cli_complain (const GError *error)
{
  fprintf (stderr, "phien: %s (%s)\n", pn_error_en (pn_error_code (error)), error->message);
}

PnPgResult *
pn_cli_db_ask (PnCliDb *self, const char *sql, PnPgParams *params)
{
  g_autoptr (GError) error = NULL;
  PnPgResult *result = pn_pg_exec_wait (self->pg, sql, params, &error);
  if (error != NULL)
    pn_cli_complain (error);
  return result;
}
