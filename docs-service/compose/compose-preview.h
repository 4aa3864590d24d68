/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sheet of an official document as a picture, while somebody writes it. Laid out by the same code as the PDF, so that lines break alike;
 * keeps nothing, opens no file but fonts; main thread of its process. */
#pragma once

#include <glib.h>
#include "base/wire.h"

#define PN_PREVIEW_DPI 110.0

/* json: as pn_compose_official. page from 1; one beyond the end is the last. {"pages","page","image"}: PNG in base64. Errors: as there. */
PnJson *pn_compose_preview (const void *json, gsize length, guint page, GError **error) G_GNUC_WARN_UNUSED_RESULT;
