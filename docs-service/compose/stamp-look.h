/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the pictures of an official document: the leader's handwriting in blue (R3), the body's seal in red and true millimetres (R4).
 * One-page PDFs for Form XObjects; draws only, main thread of its process (fontconfig), for the sandboxed child. */
#pragma once

#include <glib.h>

/* The handwriting as a transparent picture of that size in points. `png` is the scanned one; NULL: the written name stands in (demo). */
GBytes *pn_hand_look (const char *name, GBytes *png, double width, double height, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A round seal of `mm` across with the name of the body; transparent, so that what lies under it stays legible (Decree 30/2020 Annex I, zone 8).
 * `png` is the scanned one, never recoloured; NULL: a drawn one stands in (demo). */
GBytes *pn_stamp_look (const char *body, GBytes *png, double mm, GError **error) G_GNUC_WARN_UNUSED_RESULT;
