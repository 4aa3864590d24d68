/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands that write PDFs share: places on pages, exit codes, whole files in and out.
 * Main thread only. */
#pragma once

#include "docs-service/pdf/pdf-sign.h"

/* "x0,y0,x1,y1" in points from the bottom left of the page. */
gboolean pn_cli_parse_rect (const char *text, PnPdfRect *rect);
/* 64 for a bad wish, 77 for a file that must not be changed, else 70. */
int pn_cli_pdf_status (const GError *error);
/* NULL with the exit status in *status and words on stderr. transfer full */
GBytes *pn_cli_read_pdf (const char *command, const char *file, int *status);
/* Bytes to a file, whole or not at all; returns the exit status. */
int pn_cli_write_file (const char *command, const char *file, GBytes *bytes);
/* document + append to a file, whole or not at all; returns the exit status. */
int pn_cli_write_pdf (const char *command, const char *file, GBytes *document, GBytes *append);
