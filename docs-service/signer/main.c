/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-signer: keys behind a unix link. No database, no network; the smallest daemon of all, on purpose. */
#include <glib/gstdio.h>

#include "base/daemon.h"
#include "base/error.h"
#include "base/log.h"
#include "base/unix-link.h"
#include "docs-service/signer/cage.h"
#include "docs-service/signer/requests.h"

typedef struct {
  PnKeystore *store;
  PnLinkServer *server;
} App;

static const PnConfigEntry config[] = {
  { "signer", "keys", PN_CONFIG_PATH, "keys", 0, 0, "directory of the keys, mode 0700" },
  { "signer", "socket", PN_CONFIG_PATH, "run/signer.sock", 0, 0, "the unix link" },
  { "signer", "roots", PN_CONFIG_PATH, "run/roots.pem", 0, 0, "where the public roots are written for checkers" },
  { "signer", "demo", PN_CONFIG_BOOL, "true", 0, 0, "make a demo authority and keys on request" },
  { "signer", "module", PN_CONFIG_STRING, "", 0, 400, "path of a PKCS#11 module; its keys are found by their labels (a person's number, or seal)" },
  { "signer", "token", PN_CONFIG_STRING, "", 0, 32, "label of the token; empty: the first one" },
  { "signer", "pin-file", PN_CONFIG_PATH, "keys/pin", 0, 0, "file with the PIN, mode 0600" },
  { "signer", "pin-required", PN_CONFIG_BOOL, "false", 0, 0, "a person's key in this house's keeping signs nothing until its holder has chosen a PIN" },
  { "signer", "organization", PN_CONFIG_STRING, "Ủy ban nhân dân tỉnh Sơn Hà", 1, 200, "name in the certificates" },
  { "signer", "public-url", PN_CONFIG_STRING, "", 0, 200, "http://HOST under which the demo authority answers (/ca/ocsp, /ca/crl): written into new certificates; empty: not" },
  { NULL },
};

static void
on_message (PnLink *link, const PnJson *message, int fd, gpointer data)
{
  App *app = data;

  if (fd >= 0)
    g_close (fd, NULL);
  pn_link_send (link, pn_signer_answer (app->store, message), -1);
}

static gboolean
publish_roots (App *app, const char *file, GError **error)
{
  g_autofree char *pem = pn_keystore_roots_pem (app->store);
  g_autofree char *dir = g_path_get_dirname (file);

  g_mkdir_with_parents (dir, 0755);
  return g_file_set_contents_full (file, pem, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

static gboolean
open_token (App *app, const PnConfig *c, GError **error)
{
  const char *module = pn_config_str (c, "signer", "module"), *label = pn_config_str (c, "signer", "token");

  if (*module == '\0')
    return TRUE;
  PnToken *token = pn_token_open (module, *label != '\0' ? label : NULL, pn_config_str (c, "signer", "pin-file"), error);
  if (token == NULL)
    return FALSE;
  pn_keystore_add_token (app->store, token);
  return TRUE;
}

static gboolean
start (PnDaemon *daemon, gpointer data, GError **error)
{
  static const PnLinkHandler handler = { .on_message = on_message };
  App *app = data;
  const PnConfig *c = pn_daemon_config (daemon);

  app->store = pn_keystore_open (pn_config_str (c, "signer", "keys"), pn_config_bool (c, "signer", "demo"),
                                 pn_config_str (c, "signer", "organization"), error);
  if (app->store != NULL) {
    pn_keystore_set_services (app->store, pn_config_str (c, "signer", "public-url"));
    pn_pins_require (pn_keystore_pins (app->store), pn_config_bool (c, "signer", "pin-required"));
  }
  if (app->store == NULL || !open_token (app, c, error) || !publish_roots (app, pn_config_str (c, "signer", "roots"), error))
    return FALSE;
  app->server = pn_link_listen (pn_daemon_loop (daemon), pn_config_str (c, "signer", "socket"), &handler, app, error);
  return app->server != NULL && pn_signer_cage (error);
}

static void
stop (PnDaemon *daemon, gpointer data)
{
  App *app = data;

  g_clear_pointer (&app->server, pn_link_server_free);
  g_clear_pointer (&app->store, pn_keystore_free);
}

int
main (int argc, char **argv)
{
  static const PnDaemonClass class = { .name = "phien-signer", .section = "signer", .config = config, .start = start, .stop = stop };
  App app = { 0 };

  return pn_daemon_run (&class, &app, argc, argv);
}
