/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ws-server-private.h"

void
pn_http_route_free (gpointer data)
{
  PnHttpRoute *route = data;
  g_free (route->method);
  g_strfreev (route->segments);
  g_free (route);
}

gboolean
pn_http_split_path (const char *path, char ***segments)
{
  if (path[0] != '/' || !g_utf8_validate (path, -1, NULL))
    return FALSE;
  g_auto (GStrv) parts = g_strsplit (path + 1, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    gboolean last = parts[i + 1] == NULL;
    /* "/a/" is "/a" with one empty last segment: no route of ours ends so, except "/" itself */
    if (parts[i][0] == '\0' && !(last && i == 0))
      return FALSE;
    if (strcmp (parts[i], ".") == 0 || strcmp (parts[i], "..") == 0)
      return FALSE;
    for (const char *p = parts[i]; *p != '\0'; p++)
      if ((guchar) *p < 0x20 || *p == 0x7f || *p == '\\')
        return FALSE;
  }
  *segments = g_steal_pointer (&parts);
  return TRUE;
}

static gboolean
is_variable (const char *segment)
{
  return segment[0] == '{';
}

static gboolean
matches (const PnHttpRoute *route, char **segments)
{
  guint n = g_strv_length (segments);
  if (g_strv_length (route->segments) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!is_variable (route->segments[i]) && strcmp (route->segments[i], segments[i]) != 0)
      return FALSE;
  return TRUE;
}

static void
take_params (PnHttpRequest *req, char **segments)
{
  for (guint i = 0; segments[i] != NULL; i++) {
    const char *pattern = req->route->segments[i];
    if (is_variable (pattern)) /* "{id}" → "id" */
      g_hash_table_insert (req->params, g_strndup (pattern + 1, strlen (pattern) - 2), g_strdup (segments[i]));
  }
}

gboolean
pn_http_route_find (PnWsServer *server, PnHttpRequest *req, PnErrorCode *code)
{
  g_auto (GStrv) segments = NULL;
  const char *method = strcmp (req->method, "HEAD") == 0 ? "GET" : req->method;
  *code = PN_ERROR_NOT_FOUND;
  if (!pn_http_split_path (req->path, &segments))
    return FALSE;
  for (guint i = 0; i < server->routes->len; i++) {
    const PnHttpRoute *route = server->routes->pdata[i];
    if (!matches (route, segments))
      continue;
    if (strcmp (route->method, method) != 0) {
      *code = PN_ERROR_METHOD_NOT_ALLOWED;
      continue;
    }
    req->route = route;
    take_params (req, segments);
    return TRUE;
  }
  return FALSE;
}

static PnHttpRoute *
route_new (PnWsServer *self, const char *method, const char *pattern, gsize body_max, gpointer data)
{
  PnHttpRoute *route = g_new0 (PnHttpRoute, 1);
  route->method = g_ascii_strup (method, -1);
  route->body_max = body_max;
  route->data = data;
  g_assert (pattern[0] == '/');
  route->segments = g_strsplit (pattern + 1, "/", -1);
  for (guint i = 0; route->segments[i] != NULL; i++)
    g_assert (!is_variable (route->segments[i]) || g_str_has_suffix (route->segments[i], "}"));
  g_ptr_array_add (self->routes, route);
  return route;
}

void
pn_ws_server_route (PnWsServer *self, const char *method, const char *pattern, gsize body_max, PnHttpHandler handler,
                    gpointer data)
{
  route_new (self, method, pattern, body_max, data)->handler = handler;
}

void
pn_ws_server_route_stream (PnWsServer *self, const char *method, const char *pattern, gsize body_max,
                           const PnHttpStreamHandler *handler, gpointer data)
{
  route_new (self, method, pattern, body_max, data)->stream = *handler;
}
