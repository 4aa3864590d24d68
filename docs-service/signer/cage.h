/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shuts phien-signer or phien-csc in: no new programs, no sockets but unix ones (phien-csc: internet too), only the system calls signing
 * and the link need.
 * One way; call once, after the sockets are open. */
#pragma once

#include <glib.h>

gboolean pn_signer_cage (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* For phien-csc, which speaks HTTPS outward. */
gboolean pn_signer_cage_outward (GError **error) G_GNUC_WARN_UNUSED_RESULT;
