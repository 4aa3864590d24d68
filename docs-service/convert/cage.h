/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cage LibreOffice runs in: bubblewrap with nothing of the machine but programs and fonts (read only), no network, its own processes, memory for
 * a home, limits and a filter of system calls. Never looks into the document itself; called once, in the child that becomes bubblewrap. */
#pragma once

#include <glib.h>

#define PN_CAGE_SECONDS 90                 /* wall clock, by the caller */
#define PN_CAGE_CPU_SECONDS 80
#define PN_CAGE_MEMORY (G_GUINT64_CONSTANT (3) << 30) /* address space of each process */
#define PN_CAGE_FILE_MAX (128u << 20)      /* any file written, the PDF too */

/* Replaces this process. input: the document; out: where the PDF goes; word: "in" when the cage stands, then "done N" with LibreOffice's exit status.
 * All three at least at 20. Returns only when bubblewrap cannot be started, with errno. */
void pn_cage_exec (int input, int out, int word);
