/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/jobs.h"

PnRenderWork
pn_render_work_of (PnRenderJob job)
{
  return NULL;
}
