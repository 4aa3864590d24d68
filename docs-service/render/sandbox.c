/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/render/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <grp.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOBODY 65534

/* All that exist: what is not granted below is denied. Newer kernels know more; each bit is added by version. */
#define FS_V1 ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

static gboolean
fail (GError **error, const char *what)
{
  int saved = errno;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", what, g_strerror (saved));
  return FALSE;
}

static gboolean
set_limit (int what, guint64 soft, guint64 hard, GError **error)
{
  struct rlimit limit = { soft, hard };
  return setrlimit (what, &limit) == 0 || fail (error, "setrlimit");
}

static gboolean
limit_resources (const PnSandboxLimits *limits, GError **error)
{
  return set_limit (RLIMIT_AS, limits->memory, limits->memory, error)
         && set_limit (RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds + 1, error)
         && set_limit (RLIMIT_FSIZE, limits->file_size, limits->file_size, error)
         && set_limit (RLIMIT_CORE, 0, 0, error) && set_limit (RLIMIT_NOFILE, 64, 64, error)
         && set_limit (RLIMIT_MEMLOCK, 0, 0, error);
}

int
pn_sandbox_landlock_version (void)
{
  long v = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return v > 0 ? (int) v : 0;
}

static void
allow_read (int ruleset, const char *path)
{
  struct landlock_path_beneath_attr rule = { .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR };
  rule.parent_fd = open (path, O_PATH | O_CLOEXEC);
  if (rule.parent_fd < 0)
    return; /* not installed here: nothing to allow */
  /* a failed rule only denies more */
  (void) !syscall (SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close (rule.parent_fd);
}

/* Fonts and the tables that choose them, nothing else; no file can be made, written or run. */
static gboolean
restrict_files (gboolean *shut, GError **error)
{
  static const char *const readable[] = { "/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts", "/var/cache/fontconfig",
                                          "/usr/share/fontconfig", "/usr/share/poppler" };
  int version = pn_sandbox_landlock_version ();
  *shut = version > 0;
  if (version == 0)
    return TRUE;
  struct landlock_ruleset_attr attr = { .handled_access_fs = FS_V1 };
#ifdef LANDLOCK_ACCESS_FS_REFER
  if (version >= 2)
    attr.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
#endif
#ifdef LANDLOCK_ACCESS_FS_TRUNCATE
  if (version >= 3)
    attr.handled_access_fs |= LANDLOCK_ACCESS_FS_TRUNCATE;
#endif
  int ruleset = (int) syscall (SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
  if (ruleset < 0)
    return fail (error, "landlock_create_ruleset");
  for (guint i = 0; i < G_N_ELEMENTS (readable); i++)
    allow_read (ruleset, readable[i]);
  long rc = syscall (SYS_landlock_restrict_self, ruleset, 0);
  close (ruleset);
  return rc == 0 || fail (error, "landlock_restrict_self");
}

/* Calls poppler, cairo, freetype, fontconfig, glib, qpdf, OpenSSL and glibc make on a document. The corpus run
 * (tests/integration/docs-corpus.test.ts) is what keeps this list honest: a missing fadvise64 once cost 262 of
 * 971 good documents. */
static const int allowed[] = {
  SCMP_SYS (read), SCMP_SYS (write), SCMP_SYS (readv), SCMP_SYS (writev), SCMP_SYS (pread64), SCMP_SYS (pwrite64),
  SCMP_SYS (lseek), SCMP_SYS (close), SCMP_SYS (fstat), SCMP_SYS (stat), SCMP_SYS (lstat), SCMP_SYS (newfstatat),
  SCMP_SYS (statx), SCMP_SYS (access), SCMP_SYS (faccessat), SCMP_SYS (faccessat2), SCMP_SYS (readlink),
  SCMP_SYS (readlinkat), SCMP_SYS (getdents64), SCMP_SYS (fadvise64), SCMP_SYS (ftruncate), SCMP_SYS (fcntl),
  SCMP_SYS (statfs), SCMP_SYS (fstatfs), SCMP_SYS (getcwd),
  SCMP_SYS (munmap), SCMP_SYS (mremap), SCMP_SYS (madvise), SCMP_SYS (brk),
  SCMP_SYS (futex), SCMP_SYS (sched_yield), SCMP_SYS (sched_getaffinity), SCMP_SYS (set_robust_list), SCMP_SYS (rseq),
  SCMP_SYS (getrandom), SCMP_SYS (clock_gettime), SCMP_SYS (clock_getres), SCMP_SYS (gettimeofday), SCMP_SYS (time),
  SCMP_SYS (clock_nanosleep), SCMP_SYS (nanosleep), SCMP_SYS (getrusage), SCMP_SYS (times), SCMP_SYS (sysinfo),
  SCMP_SYS (uname), SCMP_SYS (getpid), SCMP_SYS (gettid), SCMP_SYS (getuid), SCMP_SYS (geteuid), SCMP_SYS (getgid),
  SCMP_SYS (getegid),
  SCMP_SYS (rt_sigaction), SCMP_SYS (rt_sigprocmask), SCMP_SYS (rt_sigreturn), SCMP_SYS (sigaltstack),
  SCMP_SYS (restart_syscall), SCMP_SYS (exit), SCMP_SYS (exit_group),
  /* its one socket */
  SCMP_SYS (recvmsg), SCMP_SYS (sendmsg), SCMP_SYS (poll), SCMP_SYS (ppoll),
};

static int
add_files_read_only (scmp_filter_ctx filter)
{
  const guint32 writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_TMPFILE;
  int rc = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (openat), 1, SCMP_A2 (SCMP_CMP_MASKED_EQ, writing & ~O_DIRECTORY, 0));
  if (rc == 0)
    rc = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (open), 1, SCMP_A1 (SCMP_CMP_MASKED_EQ, writing & ~O_DIRECTORY, 0));
  return rc;
}

/* Allowed with one shape of arguments, or answered with an error the libraries expect. */
static int
add_special (scmp_filter_ctx filter, gboolean threads)
{
  const guint32 exec = 0x4; /* PROT_EXEC: no new code */
  int rc = add_files_read_only (filter);
  if (rc == 0)
    rc = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1, SCMP_A2 (SCMP_CMP_MASKED_EQ, exec, 0));
  if (rc == 0)
    rc = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1, SCMP_A2 (SCMP_CMP_MASKED_EQ, exec, 0));
  if (rc == 0) /* abort() of a library: to itself only */
    rc = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (tgkill), 1, SCMP_A0 (SCMP_CMP_EQ, (scmp_datum_t) getpid ()));
  if (rc == 0) /* reading a limit, never raising one */
    rc = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (prlimit64), 1, SCMP_A2 (SCMP_CMP_EQ, 0));
  if (rc == 0) /* isatty() */
    rc = seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOTTY), SCMP_SYS (ioctl), 0);
  if (rc == 0) /* glibc falls back to clone */
    rc = seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0);
  if (rc == 0)
    rc = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (prctl), 0);
  if (rc == 0 && threads)
    rc = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (clone), 1, SCMP_A0 (SCMP_CMP_MASKED_EQ, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM));
  return rc;
}

static gboolean
restrict_calls (gboolean threads, GError **error)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_KILL_PROCESS);
  int rc = filter == NULL ? -ENOMEM : 0;
  for (guint i = 0; rc == 0 && i < G_N_ELEMENTS (allowed); i++)
    rc = seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed[i], 0);
  if (rc == 0)
    rc = add_special (filter, threads);
  if (rc == 0)
    rc = seccomp_load (filter);
  seccomp_release (filter);
  errno = -rc;
  return rc == 0 || fail (error, "seccomp");
}

static gboolean
drop_privileges (GError **error)
{
  if (geteuid () == 0) {
    if (setgroups (0, NULL) != 0 || setresgid (NOBODY, NOBODY, NOBODY) != 0 || setresuid (NOBODY, NOBODY, NOBODY) != 0)
      return fail (error, "setresuid");
  }
  return prctl (PR_SET_DUMPABLE, 0) == 0 || fail (error, "PR_SET_DUMPABLE");
}

gboolean
pn_sandbox_enter (const PnSandboxLimits *limits, gboolean *landlock, GError **error)
{
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return fail (error, "PR_SET_NO_NEW_PRIVS");
  return limit_resources (limits, error) && restrict_files (landlock, error) && drop_privileges (error)
         && restrict_calls (limits->threads, error);
}
