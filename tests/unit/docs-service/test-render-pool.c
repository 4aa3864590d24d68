/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/adapters/render-pool.h"

typedef struct {
  guint answers[64]; /* by status */;
} Count;

static void
on_answer (const PnRenderResult *result, gpointer data)
{
  Count *count = data;
  count->answers[result->status]++;
}

/* Without a renderer everything waits: the queue ends at its bound, and who comes too late is told. */
static void
test_the_queue_is_bounded (void)
{
  uv_loop_t loop;
  g_autofree Count *count = g_new0 (Count, 1);
  uv_loop_init (&loop);
  PnRenderPool *pool = pn_render_pool_new (&loop, "/nowhere/phien-render");
  PnRenderRequest request = { .op = PN_RENDER_PAGE, .key = "x", .input = -1, .out = -1, .page = 1 };
  for (guint i = 0; i < PN_RENDER_QUEUE_MAX + 3; i++)
    pn_render_pool_ask (pool, &request, on_answer, count);
  g_assert_cmpuint (count->answers[PN_RENDER_BUSY], ==, 0); /* never from inside the call */
  for (guint i = 0; i < 50 && count->answers[PN_RENDER_BUSY] == 0; i++)
    uv_run (&loop, UV_RUN_ONCE);
  g_assert_cmpuint (count->answers[PN_RENDER_BUSY], ==, 3);
  g_assert_cmpuint (pn_render_pool_waiting (pool), ==, PN_RENDER_QUEUE_MAX);
  pn_render_pool_free (pool);
  g_assert_cmpuint (count->answers[PN_RENDER_INTERNAL], ==, PN_RENDER_QUEUE_MAX);
  uv_run (&loop, UV_RUN_DEFAULT);
  g_assert_cmpint (uv_loop_close (&loop), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/docs/pool/the-queue-is-bounded", test_the_queue_is_bounded);
  return g_test_run ();
}
