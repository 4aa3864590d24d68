/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shuts phien-signer in: no new programs, no sockets but unix ones, only the system calls signing and the link need.
 * One way; call once, after the sockets are open. */
#pragma once

#include <glib.h>

gboolean pn_signer_cage (GError **error) G_GNUC_WARN_UNUSED_RESULT;
