/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as a descriptor without a name, for a caged child to read: they are on no disk and gone with the last
 * descriptor. Any thread may call. */
#pragma once
#include <glib.h>

/* -1 when there is no room. The caller closes it. */
int pn_memory_file (const void *bytes, gsize length) G_GNUC_WARN_UNUSED_RESULT;
