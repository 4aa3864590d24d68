/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the link with phien-meeting (docs/media-links.md): JSON in to commands, notices out to JSON.
 * Knows neither sockets nor threads. Main thread only. */
#pragma once
#include "base/wire.h"
#include "media/sfu/message.h"

/* Errors: BAD_MESSAGE, BAD_VALUE, UNKNOWN_TYPE. */
PnCommand *pn_link_read_command (const PnJson *message, GError **error) G_GNUC_WARN_UNUSED_RESULT;
PnJson *pn_link_write_notice (const PnNotice *notice);
PnJson *pn_link_write_error (gint64 req, const GError *error);
PnJson *pn_link_write_hello (gint64 epoch);
