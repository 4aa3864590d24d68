/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cage holds: each attempt runs in its own child and must end as the cage promises. And pictures: the right kind for the page. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "docs-service/render/json-out.h"
#include "docs-service/render/page-image.h"
#include "docs-service/render/pdf-document.h"
#include "docs-service/render/render-wire.h"
#include "docs-service/render/sandbox.h"

#define PASSED 42
typedef int (*Attempt) (void); /* PASSED when the cage answered as it should; any other way to end is for the caller to judge */

static int
in_cage (Attempt attempt)
{
  int status;
  pid_t pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0) {
    const PnSandboxLimits limits = { .memory = 1ull << 30, .cpu_seconds = 1, .file_size = 4096 };
    gboolean landlock;
    signal (SIGXFSZ, SIG_IGN);
    if (!pn_sandbox_enter (&limits, &landlock, NULL))
      _exit (99);
    _exit (attempt ());
  }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return WIFSIGNALED (status) ? -WTERMSIG (status) : WEXITSTATUS (status);
}

static int
read_secret (void)
{
  return open ("/etc/passwd", O_RDONLY) < 0 && errno == EACCES ? PASSED : 1;
}

static int
read_a_font_folder (void)
{
  return open ("/usr/share/fonts", O_RDONLY | O_DIRECTORY) >= 0 ? PASSED : 1;
}

static int
write_a_file (void)
{
  return open ("/tmp/phien-cage-test", O_WRONLY | O_CREAT, 0600) >= 0 ? 1 : 2;
}

static int
open_a_socket (void)
{
  return socket (AF_INET, SOCK_STREAM, 0) >= 0 ? 1 : 2;
}

static int
fork_again (void)
{
  return fork () >= 0 ? 1 : 2;
}

static int
run_a_program (void)
{
  execl ("/bin/true", "true", NULL);
  return 2;
}

static int
make_code (void)
{
  return mmap (NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED ? 1 : 2;
}

static int
take_memory (void)
{
  return mmap (NULL, 2ull << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? PASSED : 1;
}

static int
kill_the_parent (void)
{
  return kill (getppid (), 0) == 0 ? 1 : 2;
}

static int
spin (void)
{
  for (volatile guint64 i = 0; i < G_MAXUINT64; i++)
    ;
  return 1;
}

/* PDF text strings beyond Latin are UTF-16 (ISO 32000-2, 7.9.2.2): "\u0110i\u1EC1u" as title and as outline entry. */
static int
read_vietnamese_titles (void)
{
  static const char pdf[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                            "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\n4 0 obj<</First 5 0 R/Last 5 0 R/Count 1>>endobj\n"
                            "5 0 obj<</Parent 4 0 R/Title<FEFF011000691EC10075>/Dest[3 0 R/Fit]>>endobj\n6 0 obj<</Title<FEFF011000691EC10075>>>endobj\n"
                            "trailer<</Root 1 0 R/Info 6 0 R/Size 7>>\n";
  char why[PN_RENDER_TEXT_MAX];
  PnPdf *document;
  GString *info = g_string_new (NULL), *outline = g_string_new (NULL);
  if (pn_pdf_open ((const guint8 *) pdf, sizeof pdf - 1, &document, why) != PN_RENDER_OK || pn_pdf_inspect (document, info) != PN_RENDER_OK
      || pn_pdf_outline (document, outline) != PN_RENDER_OK)
    return 1;
  return strstr (info->str, "\"title\":\"Điều\"") != NULL && strstr (outline->str, "\"title\":\"Điều\"") != NULL ? PASSED : 2;
}

static void
test_vietnamese_titles_are_read (void)
{
  pn_pdf_warm ();
  g_assert_cmpint (in_cage (read_vietnamese_titles), ==, PASSED);
}

static void
test_files_but_fonts_are_out_of_reach (void)
{
  if (pn_sandbox_landlock_version () == 0) {
    g_test_skip ("this kernel has no Landlock");
    return;
  }
  g_assert_cmpint (in_cage (read_secret), ==, PASSED);
  g_assert_cmpint (in_cage (read_a_font_folder), ==, PASSED);
}

static void
test_what_no_document_needs_ends_the_child (void)
{
  g_assert_cmpint (in_cage (write_a_file), ==, -SIGSYS);
  g_assert_cmpint (in_cage (open_a_socket), ==, -SIGSYS);
  g_assert_cmpint (in_cage (fork_again), ==, -SIGSYS);
  g_assert_cmpint (in_cage (run_a_program), ==, -SIGSYS);
  g_assert_cmpint (in_cage (make_code), ==, -SIGSYS);
  g_assert_cmpint (in_cage (kill_the_parent), ==, -SIGSYS);
}

static void
test_memory_and_time_end (void)
{
  g_assert_cmpint (in_cage (take_memory), ==, PASSED);
  int end = in_cage (spin);
  g_assert_true (end == -SIGXCPU || end == -SIGKILL);
}

static void
test_text_is_grey_png_colour_is_palette_photo_is_jpeg (void)
{
  g_autofree guint32 *pixels = g_new (guint32, 64 * 64);
  const PnImage image = { (const guint8 *) pixels, 64, 64, 64 * 4 };
  guint32 palette[256];
  guint n = 0;
  for (guint i = 0; i < 64 * 64; i++)
    pixels[i] = i % 16 == 0 ? 0x202020 : 0xffffff;
  g_assert_cmpint (pn_image_classify (&image, palette, &n), ==, PN_IMAGE_GREY4);
  g_autoptr (GByteArray) grey = pn_image_encode_png (&image, PN_IMAGE_GREY4, palette, n, NULL);
  g_assert_cmpint (grey->data[24], ==, 4); /* bit depth in IHDR */
  pixels[7] = 0xcc0000;
  g_assert_cmpint (pn_image_classify (&image, palette, &n), ==, PN_IMAGE_PALETTE);
  g_assert_cmpuint (n, ==, 3);
  g_autoptr (GByteArray) colour = pn_image_encode_png (&image, PN_IMAGE_PALETTE, palette, n, NULL);
  g_assert_cmpint (colour->data[25], ==, 3); /* colour type: palette */
  for (guint i = 0; i < 64 * 64; i++)
    pixels[i] = g_random_int () & 0xffffff;
  g_assert_cmpint (pn_image_classify (&image, palette, &n), ==, PN_IMAGE_PHOTO);
  g_autoptr (GByteArray) photo = pn_image_encode_jpeg (&image, NULL);
  g_assert_cmpint (photo->data[0], ==, 0xff);
  g_assert_cmpint (photo->data[1], ==, 0xd8);
}

static void
test_strings_of_documents_cannot_break_the_json (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  pn_json_add_string (out, "a\"b\\c\n\x01\xff");
  g_assert_cmpstr (out->str, ==, "\"a\\\"b\\\\c\\u000a\\u0001\xef\xbf\xbd\"");
  g_string_truncate (out, 0);
  pn_json_add_points (out, 12.5);
  pn_json_add_points (out, -0.07);
  pn_json_add_points (out, 0.0 / 0.0);
  g_assert_cmpstr (out->str, ==, "12.5-0.070");
}

static void
test_a_broken_frame_is_refused (void)
{
  int pair[2];
  PnRenderAsk ask;
  guint n = 0;
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET, 0, pair), ==, 0);
  g_assert_cmpint (send (pair[0], "garbage", 7, 0), ==, 7);
  g_assert_cmpint (pn_render_recv_ask (pair[1], &ask, NULL, NULL, 0, &n), ==, -1);
  g_assert_cmpint (errno, ==, EBADMSG);
  const PnRenderAsk good = { .op = PN_RENDER_PAGE, .id = 7, .page = 3, .param_len = 4 };
  g_autofree char *param = NULL;
  g_assert_cmpint (pn_render_send_ask (pair[0], &good, "four", NULL, 0), ==, 1);
  g_assert_cmpint (pn_render_recv_ask (pair[1], &ask, &param, NULL, 0, &n), ==, 1);
  g_assert_cmpstr (param, ==, "four");
  g_assert_cmpuint (ask.page, ==, 3);
  close (pair[0]);
  g_assert_cmpint (pn_render_recv_ask (pair[1], &ask, NULL, NULL, 0, &n), ==, 0);
  close (pair[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/docs/cage/files-but-fonts-are-out-of-reach", test_files_but_fonts_are_out_of_reach);
  g_test_add_func ("/docs/cage/vietnamese-titles-are-read", test_vietnamese_titles_are_read);
  g_test_add_func ("/docs/cage/what-no-document-needs-ends-the-child", test_what_no_document_needs_ends_the_child);
  g_test_add_func ("/docs/cage/memory-and-time-end", test_memory_and_time_end);
  g_test_add_func ("/docs/image/text-is-grey-png-colour-is-palette-photo-is-jpeg", test_text_is_grey_png_colour_is_palette_photo_is_jpeg);
  g_test_add_func ("/docs/json/strings-of-documents-cannot-break-the-json", test_strings_of_documents_cannot_break_the_json);
  g_test_add_func ("/docs/wire/a-broken-frame-is-refused", test_a_broken_frame_is_refused);
  return g_test_run ();
}
