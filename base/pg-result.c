/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "base/pg-private.h"

struct PnPgResult {
  gint refs;
  PGresult *pq;
};

PnPgResult *
pn_pg_result_new (PGresult *take)
{
  PnPgResult *self = g_new0 (PnPgResult, 1);
  self->refs = 1;
  self->pq = take;
  return self;
}

PnPgResult *
pn_pg_result_ref (const PnPgResult *self)
{
  PnPgResult *mine = (PnPgResult *) self;
  mine->refs++;
  return mine;
}

void
pn_pg_result_unref (PnPgResult *self)
{
  if (self == NULL || --self->refs > 0)
    return;
  PQclear (self->pq);
  g_free (self);
}

int
pn_pg_result_rows (const PnPgResult *self)
{
  return PQntuples (self->pq);
}

int
pn_pg_result_columns (const PnPgResult *self)
{
  return PQnfields (self->pq);
}

int
pn_pg_result_column (const PnPgResult *self, const char *name)
{
  return PQfnumber (self->pq, name);
}

gint64
pn_pg_result_affected (const PnPgResult *self)
{
  return g_ascii_strtoll (PQcmdTuples (self->pq), NULL, 10);
}

gboolean
pn_pg_result_is_null (const PnPgResult *self, int row, int column)
{
  /* PQgetisnull would write a warning to stderr for a row or column that is not there. */
  return row < 0 || row >= PQntuples (self->pq) || column < 0 || column >= PQnfields (self->pq) ||
         PQgetisnull (self->pq, row, column);
}

const char *
pn_pg_result_text (const PnPgResult *self, int row, int column)
{
  return pn_pg_result_is_null (self, row, column) ? NULL : PQgetvalue (self->pq, row, column);
}

gint64
pn_pg_result_int (const PnPgResult *self, int row, int column)
{
  const char *text = pn_pg_result_text (self, row, column);
  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

double
pn_pg_result_double (const PnPgResult *self, int row, int column)
{
  const char *text = pn_pg_result_text (self, row, column);
  return text != NULL ? g_ascii_strtod (text, NULL) : 0;
}

gboolean
pn_pg_result_bool (const PnPgResult *self, int row, int column)
{
  const char *text = pn_pg_result_text (self, row, column);
  return text != NULL && text[0] == 't';
}

GBytes *
pn_pg_result_bytea (const PnPgResult *self, int row, int column)
{
  const char *text = pn_pg_result_text (self, row, column);
  if (text == NULL || text[0] != '\\' || text[1] != 'x')
    return NULL;
  return pn_hex_decode (text + 2);
}

PnJson *
pn_pg_result_json (const PnPgResult *self, int row, int column)
{
  const char *text = pn_pg_result_text (self, row, column);
  return text != NULL ? pn_wire_parse_own (text) : NULL;
}

gint64
pn_pg_result_time (const PnPgResult *self, int row, int column)
{
  const char *text = pn_pg_result_text (self, row, column);
  gint64 us = 0;
  return text != NULL && pn_time_from_iso (text, &us) ? us : 0;
}

/* Classes of SQLSTATE: PostgreSQL 15, Appendix A. */
static PnErrorCode
code_of (const char *state)
{
  static const struct {
    const char *prefix;
    PnErrorCode code;
  } table[] = {
    { "23505", PN_ERROR_ALREADY_EXISTS }, { "23P01", PN_ERROR_CONFLICT },      { "23", PN_ERROR_BAD_VALUE },
    { "22", PN_ERROR_BAD_VALUE },         { "40", PN_ERROR_CONFLICT },         { "55P03", PN_ERROR_CONFLICT },
    { "57014", PN_ERROR_TIMED_OUT },      { "57P", PN_ERROR_DATABASE_AWAY },   { "08", PN_ERROR_DATABASE_AWAY },
    { "53100", PN_ERROR_DISK_FULL },     { "53", PN_ERROR_OVERLOADED },
  };
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_has_prefix (state, table[i].prefix))
      return table[i].code;
  return PN_ERROR_DATABASE;
}

/* Raised by our own SQL: the message is a wire name, or the code stands in the table of db/README.md. */
static GError *
own_error (const char *state, const char *message, const char *detail, const char *constraint)
{
  static const struct {
    const char *state;
    PnErrorCode code;
  } table[] = {
    { "PN001", PN_ERROR_WRONG_STATE }, { "PN003", PN_ERROR_WRONG_STATE },    { "PN004", PN_ERROR_WRONG_STATE },
    { "PN005", PN_ERROR_BAD_VALUE },   { "PN006", PN_ERROR_WRONG_STATE },    { "PN007", PN_ERROR_STALE_REVISION },
    { "PN010", PN_ERROR_NOT_ENTITLED }, { "PN011", PN_ERROR_NOT_FOUND },       { "PN014", PN_ERROR_NO_AUTHORITY },
    { "PN015", PN_ERROR_DUTIES_APART }, { "PN016", PN_ERROR_WRONG_STATE },    { "PN017", PN_ERROR_BAD_ROUTE },
    { "PN018", PN_ERROR_NOT_YOUR_TURN }, { "PN019", PN_ERROR_WRONG_STATE },
  };
  PnErrorCode code;
  if (pn_error_from_name (message, &code))
    return pn_error_new_sql (code, state, constraint, detail != NULL ? detail : "");
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (state, table[i].state) == 0)
      return pn_error_new_sql (table[i].code, state, constraint, message);
  return pn_error_new_sql (PN_ERROR_INTERNAL, state, constraint, message); /* PN002, PN009 …: our own mistake */
}

GError *
pn_pg_error_from_result (const PGresult *result)
{
  const char *state = PQresultErrorField (result, PG_DIAG_SQLSTATE);
  const char *primary = PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY);
  const char *detail = PQresultErrorField (result, PG_DIAG_MESSAGE_DETAIL);
  const char *constraint = PQresultErrorField (result, PG_DIAG_CONSTRAINT_NAME);
  if (state == NULL) /* libpq's own: the connection broke */
    return pn_error_new_sql (PN_ERROR_DATABASE_AWAY, "08006", NULL, PQresultErrorMessage (result));
  const char *message = primary != NULL ? primary : "no message";
  if (g_str_has_prefix (state, "PN"))
    return own_error (state, message, detail, constraint);
  g_autofree char *text = g_strdup_printf ("SQLSTATE %s: %s%s%s", state, message, detail != NULL ? " " : "",
                                           detail != NULL ? detail : "");
  return pn_error_new_sql (code_of (state), state, constraint, text);
}
