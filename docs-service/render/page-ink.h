/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at pixels for the layout checker: the ink of a picture (colour, extent, transparent ground) and what is drawn on a page in red or blue.
 * Inside the cage only; one thread. */
#pragma once

#include <cairo.h>
#include <poppler.h>
#include "docs-service/layout/layout-page.h"

/* Fills colour, rgb, transparent and ink; box says where the picture lies and stays. */
void pn_ink_of_picture (cairo_surface_t *surface, PnLayoutPicture *picture);
/* Adds a drawn picture for each patch of red or blue larger than 4 mm on a page of that size in points. */
void pn_ink_of_page (PopplerPage *page, double width, double height, PnLayoutDoc *doc, PnLayoutPage *target);
