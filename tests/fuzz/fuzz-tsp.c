/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time-stamp answers and tokens: any bytes are refused with a reason, for they answer another question; and our own authority survives
 * any request. */
#include "docs-service/pdf/tsp.h"
#include "docs-service/signer/evidence.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static PnIdentity root, tsa;

static void
make_once (void)
{
  const PnSubject who = { .common_name = "Gốc" }, whom = { .common_name = "Dấu thời gian" };

  if (root.cert == NULL && !(pn_authority_make_root (&who, &root, NULL) && pn_authority_issue_tsa (&root, &whom, &tsa, NULL)))
    g_error ("no authority");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint8 digest[32] = { 7 };
  g_autoptr (GBytes) der = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  PnTspResult said;

  make_once ();
  g_autoptr (GBytes) token = pn_tsp_token (der, digest, 12345, &error);
  if (token != NULL || error == NULL)
    g_error ("an answer to another question was taken");
  pn_tsp_check (der, "not what was stamped", 20, NULL, NULL, &said);
  if (said.intact || said.trusted)
    g_error ("a time-stamp of other bytes was accepted");
  g_autoptr (GBytes) answer = pn_tsa_answer (&tsa, root.cert, der, 0, NULL);
  if (answer != NULL && g_bytes_get_size (answer) == 0)
    g_error ("an answer of no bytes");
  return 0;
}
