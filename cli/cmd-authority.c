/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien authority timestamp|ocsp REQUEST ANSWER   answer an RFC 3161 or OCSP request (DER files)
 * phien authority crl OUT                         the list of the revoked (DER)
 * phien authority revoke KEY                      from now on
 * The demo authority of this installation. Exit status: 0 done, 64 usage or no such key, 66 no such file, 73 cannot write, 70 else. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/demo-keys.h"
#include "cli/pdf-io.h"

static int
usage (void)
{
  fputs ("phien authority timestamp|ocsp REQUEST ANSWER | crl OUT | revoke KEY\n", stderr);
  return PN_EXIT_USAGE;
}

static int
fail (const GError *error)
{
  fprintf (stderr, "phien authority: %s\n", error->message);
  return pn_cli_pdf_status (error);
}

static int
answer (PnKeystore *store, gboolean timestamp, char **files)
{
  g_autoptr (GError) error = NULL;
  int status = 0;
  g_autoptr (GBytes) request = pn_cli_read_pdf ("authority", files[0], &status);

  if (request == NULL)
    return status;
  g_autoptr (GBytes) reply = timestamp ? pn_keystore_timestamp (store, request, &error) : pn_keystore_ocsp (store, request, &error);
  return reply != NULL ? pn_cli_write_file ("authority", files[1], reply) : fail (error);
}

int
pn_cmd_authority (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  const char *verb = argc > 1 ? argv[1] : "";
  gboolean timestamp = strcmp (verb, "timestamp") == 0, ocsp = strcmp (verb, "ocsp") == 0;

  if (argc != (timestamp || ocsp ? 4 : 3))
    return usage ();
  g_autoptr (PnKeystore) store = pn_cli_keys (NULL, NULL, &error);
  if (store == NULL)
    return fail (error);
  if (timestamp || ocsp)
    return answer (store, timestamp, argv + 2);
  if (strcmp (verb, "revoke") == 0)
    return pn_keystore_revoke (store, argv[2], &error) && pn_cli_publish_roots (store, &error) ? 0 : fail (error);
  if (strcmp (verb, "crl") != 0)
    return usage ();
  g_autoptr (GBytes) crl = pn_keystore_crl (store, &error);
  return crl != NULL ? pn_cli_write_file ("authority", argv[2], crl) : fail (error);
}
