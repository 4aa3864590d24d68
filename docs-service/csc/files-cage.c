/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/csc/files-cage.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"

/* All that the first version knows: what is not granted below is denied. */
#define FS_V1 ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

static void
allow_read (int ruleset, const char *path)
{
  struct stat st;
  struct landlock_path_beneath_attr rule = { .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE };
  rule.parent_fd = open (path, O_PATH | O_CLOEXEC);
  if (rule.parent_fd < 0)
    return; /* not here: nothing to allow */
  if (fstat (rule.parent_fd, &st) == 0 && S_ISDIR (st.st_mode))
    rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
  /* a failed rule only denies more */
  (void) !syscall (SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close (rule.parent_fd);
}

gboolean
pn_csc_files_cage (const char *ca, GError **error)
{
  /* resolv.conf, hosts, nsswitch and the TLS authorities lie below /etc; glibc loads its resolvers when first
   * asked */
  static const char *const readable[]
      = { "/etc", "/usr/lib", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
          "/lib", "/lib64",   "/run/systemd/resolve",       "/run/resolvconf" };
  struct landlock_ruleset_attr attr = { .handled_access_fs = FS_V1 };
  int ruleset = (int) syscall (SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
  if (ruleset < 0) {
    pn_warning ("csc", "this kernel has no Landlock: files are kept by their modes alone");
    return TRUE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (readable); i++)
    allow_read (ruleset, readable[i]);
  if (*ca != '\0')
    allow_read (ruleset, ca);
  gboolean ok
      = prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall (SYS_landlock_restrict_self, ruleset, 0) == 0;
  close (ruleset);
  if (!ok)
    g_set_error_literal (error, PN_ERROR, PN_ERROR_INTERNAL, "Landlock could not be put on");
  return ok;
}
