/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The look at a .docx: an answer for whatever bytes, an error exactly when it is refused, and no end of unpacking. */
#include "base/error.h"
#include "docs-service/convert/docx-check.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  if (pn_docx_check (data, size, &error) != (error == NULL))
    g_error ("neither yes nor error, or both");
  return 0;
}
