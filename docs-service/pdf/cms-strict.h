/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a CMS that no signature covers must still be what the standard says, so that not one of them can be changed unseen.
 * Private to cms-check; any thread. */
#pragma once

#include <glib.h>
#include <openssl/cms.h>

/* NULL, or in English what is wrong. der: the input without its padding. */
const char *pn_cms_strict (CMS_ContentInfo *cms, CMS_SignerInfo *si, X509 *cert, const guint8 *der, gsize length, gboolean cades);
