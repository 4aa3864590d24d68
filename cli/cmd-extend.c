/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien extend --level b-lt|b-lta IN.pdf OUT.pdf
 * Puts evidence for all signatures into a document, and with b-lta a time-stamp over everything; again later, that renews it.
 * Exit status: 0 done, 64 usage or not signed, 66 no such file, 73 cannot write, 77 refused, 70 else. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/demo-keys.h"
#include "cli/pdf-io.h"

int
pn_cmd_extend (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  PnPadesLevel level;
  int status = 0;

  if (argc != 5 || strcmp (argv[1], "--level") != 0 || !pn_pades_level_parse (argv[2], &level) || level < PN_PADES_LT) {
    fputs ("phien extend --level b-lt|b-lta IN.pdf OUT.pdf\n", stderr);
    return PN_EXIT_USAGE;
  }
  g_autoptr (GBytes) document = pn_cli_read_pdf ("extend", argv[3], &status);
  if (document == NULL)
    return status;
  g_autoptr (PnKeystore) store = pn_cli_keys (NULL, NULL, &error);
  const PnPadesServices services = pn_cli_services (store);
  g_autoptr (GBytes) done = store != NULL ? pn_pades_raise (document, level, &services, &error) : NULL;
  if (done != NULL)
    return pn_cli_write_file ("extend", argv[4], done);
  fprintf (stderr, "phien extend: %s\n", error->message);
  return pn_cli_pdf_status (error);
}
