/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/demo-keys.h"

#include "cli/var.h"

gboolean
pn_cli_publish_roots (PnKeystore *store, GError **error)
{
  g_autofree char *file = pn_cli_var_path ("run/roots.pem");
  g_autofree char *pem = pn_keystore_roots_pem (store);

  return g_file_set_contents_full (file, pem, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

PnKeystore *
pn_cli_keys (const char *key, const char *kind, GError **error)
{
  g_autofree char *dir = pn_cli_var_path ("keys");
  g_autofree char *run = pn_cli_var_path ("run");
  g_autofree char *file = pn_cli_var_path ("run/roots.pem");
  pn_cli_be_owner ();
  g_autoptr (PnKeystore) store = pn_keystore_open (dir, TRUE, PN_DEMO_BODY, error);
  const PnSubject subject = { .common_name = "Người ký thử nghiệm", .unit = "Văn phòng", .id = key, .key = kind };
  gboolean is_new;

  if (store == NULL || (key != NULL && !pn_keystore_enrol (store, key, &subject, &is_new, error)))
    return NULL;
  g_mkdir_with_parents (run, 0755);
  if (!g_file_test (file, G_FILE_TEST_EXISTS) && !pn_cli_publish_roots (store, error))
    return NULL;
  return g_steal_pointer (&store);
}

static GBytes *
ask_timestamp (gpointer data, GBytes *request, GError **error)
{
  return pn_keystore_timestamp (data, request, error);
}

static GBytes *
ask_ocsp (gpointer data, GBytes *request, GError **error)
{
  return pn_keystore_ocsp (data, request, error);
}

static GBytes *
ask_crl (gpointer data, GBytes *request, GError **error)
{
  return pn_keystore_crl (data, error);
}

PnPadesServices
pn_cli_services (PnKeystore *store)
{
  return (PnPadesServices) { .timestamp = ask_timestamp, .ocsp = ask_ocsp, .crl = ask_crl, .data = store };
}
