/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a stranger's frame goes through before any handler: JSON, envelope, dispatch table, the command's own reader.
 * Nothing may crash, leak or be half read; what was read must have passed the schema. */
#include "base/error.h"
#include "base/wire.h"
#include "protocol/dispatch.h"
#include "protocol/messages.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
read_body (const PnDispatch *row, const PnJson *body)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *which = g_strconcat ("command/", row->type, NULL);
  gpointer message = row->read (body, &error);
  if ((message == NULL) != (error != NULL))
    g_error ("%s: neither message nor error, or both", which);
  if (pn_protocol_check (which, body, NULL) != (message != NULL))
    g_error ("%s: reader and check disagree", which);
  if (message != NULL)
    row->free (message);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (PnJson) frame = pn_wire_parse (data, size, PN_WIRE_FRAME_MAX, NULL);
  g_autoptr (PnMsgCommand) command = NULL;
  if (frame == NULL || !pn_msg_command_read (frame, &command, NULL))
    return 0;
  const PnDispatch *row = pn_dispatch_find (command->type);
  if (row != NULL)
    read_body (row, command->body);
  /* Every other reader sees this body as well: it must refuse or accept it as cleanly. */
  gsize n;
  const PnDispatch *all = pn_dispatch_all (&n);
  for (gsize i = 0; i < n; i++)
    read_body (&all[i], command->body);
  return 0;
}
