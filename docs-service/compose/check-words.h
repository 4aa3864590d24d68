/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the findings of pdf-check into sentences for people who read papers, in Vietnamese and English.
 * Knows no PDF and keeps nothing; any thread may call. */
#pragma once

#include <glib.h>

/* "catalogue /Pages /Count: the value changed" as "trang bị thêm, bớt hoặc thay / pages were added, removed or replaced"; static. */
const char *pn_check_words_of_change (const char *forbidden);
/* Why a signature does not hold, or a file cannot be read; "" for "". Static. */
const char *pn_check_words_of_reason (const char *detail);
