/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/sign-unlock.h"

typedef struct {
  PnUnlockDone done;
  gpointer data;
} Unlock;

static void
on_answer (const PnJson *reply, const GError *error, gpointer data)
{
  g_autofree Unlock *unlock = data;
  unlock->done (error == NULL ? pn_wire_str (reply, "ticket", NULL) : NULL, error, unlock->data);
}

void
pn_sign_unlock (PnDocs *docs, gint64 person, const char *pin, const char *const *files, guint n,
                PnUnlockDone done, gpointer data)
{
  if (pin == NULL || *pin == '\0') {
    done (NULL, NULL, data);
    return;
  }
  Unlock *unlock = g_new0 (Unlock, 1);
  unlock->done = done;
  unlock->data = data;
  PnJson *message = pn_args_str ("t", "unlock"), *list = pn_wire_array ();
  for (guint i = 0; i < n; i++)
    pn_wire_add_str (list, files[i]);
  pn_wire_set_int (message, "person", person);
  pn_wire_set_str (message, "pin", pin);
  pn_wire_set_take (message, "files", list);
  pn_signer_ask (docs->signer, message, on_answer, unlock);
}
