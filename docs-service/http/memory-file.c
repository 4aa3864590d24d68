/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/http/memory-file.h"

#include <sys/mman.h>
#include <unistd.h>

int
pn_memory_file (const void *bytes, gsize length)
{
  const guint8 *at = bytes;
  int fd = memfd_create ("phien", MFD_CLOEXEC);
  ssize_t n;
  while (fd >= 0 && length > 0 && (n = write (fd, at, length)) > 0) {
    at += n;
    length -= (gsize) n;
  }
  if (fd >= 0 && length > 0) {
    close (fd);
    return -1;
  }
  return fd;
}
