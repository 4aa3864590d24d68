/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CRLs, OCSP answers and certificates from a document's security store: any bytes are read or left out, and none that a stranger
 * signed proves anything of a certificate. The first byte chooses what they are taken for. */
#include "docs-service/pdf/revocation.h"
#include "docs-service/signer/authority.h"
#include "docs-service/signer/evidence.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static PnIdentity root, person;

static void
make_once (void)
{
  const PnSubject who = { .common_name = "Gốc" }, whom = { .common_name = "Người" };

  if (root.cert == NULL && !(pn_authority_make_root (&who, &root, NULL) && pn_authority_issue (&root, &whom, &person, NULL)))
    g_error ("no authority");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (PnEvidence) evidence = pn_evidence_new ();
  g_autoptr (GBytes) der = g_bytes_new (size > 0 ? data + 1 : data, size > 0 ? size - 1 : 0);
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (PnRevoked));

  make_once ();
  switch (size > 0 ? data[0] % 4 : 0) {
  case 0:
    pn_evidence_add_crl (evidence, der);
    break;
  case 1:
    pn_evidence_add_ocsp (evidence, der);
    break;
  case 2:
    pn_evidence_add_cert (evidence, der);
    break;
  default: {
    g_autoptr (GBytes) answer = pn_ocsp_answer (&root, none, der, 0, NULL);
    if (answer != NULL && g_bytes_get_size (answer) == 0)
      g_error ("an answer of no bytes");
  }
  }
  if (pn_revocation_of (evidence, person.cert, root.cert, 0) != PN_REVOCATION_UNKNOWN)
    g_error ("a stranger's word was believed");
  return 0;
}
