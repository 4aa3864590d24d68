/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cage of one document: rlimits, Landlock, seccomp, no privileges. It never opens the door again: call once
 * in a fresh single-threaded child, after the fork and before the first untrusted byte is read. */
#pragma once
#include <glib.h>

typedef struct {
  guint64 memory;    /* bytes of address space */
  guint cpu_seconds; /* SIGXCPU, then SIGKILL one second later */
  guint64 file_size; /* bytes of any file written */
  gboolean threads;  /* pango starts one for fontconfig; poppler needs none */
} PnSandboxLimits;

/* TRUE when the cage is shut. Without Landlock in the kernel it still shuts (seccomp lets files be opened for
 * reading only) and *landlock says FALSE; any other failure is an error and the child must exit. */
gboolean pn_sandbox_enter (const PnSandboxLimits *limits, gboolean *landlock, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Kernel's Landlock version, 0 for none. */
int pn_sandbox_landlock_version (void);
