/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/signer/cage.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include "base/error.h"

#ifdef __SANITIZE_ADDRESS__
/* The search for leaks at the end would need ptrace, which the cage refuses: it would wait for ever. */
int
__lsan_is_turned_off (void)
{
  return 1;
}
#endif

static const int allowed[] = {
  /* the link and the loop */
  SCMP_SYS (accept4), SCMP_SYS (bind), SCMP_SYS (connect), SCMP_SYS (epoll_create1), SCMP_SYS (epoll_ctl), SCMP_SYS (epoll_pwait),
  SCMP_SYS (epoll_wait), SCMP_SYS (eventfd2), SCMP_SYS (getpeername), SCMP_SYS (getsockname), SCMP_SYS (getsockopt),
  SCMP_SYS (listen), SCMP_SYS (pipe2), SCMP_SYS (poll), SCMP_SYS (ppoll), SCMP_SYS (recvfrom), SCMP_SYS (recvmsg), SCMP_SYS (sendmsg),
  SCMP_SYS (sendto), SCMP_SYS (setsockopt), SCMP_SYS (shutdown), SCMP_SYS (timerfd_create), SCMP_SYS (timerfd_settime),
  /* files of keys, and the audit line */
  SCMP_SYS (access), SCMP_SYS (chmod), SCMP_SYS (close), SCMP_SYS (dup), SCMP_SYS (dup3), SCMP_SYS (faccessat), SCMP_SYS (faccessat2),
  SCMP_SYS (fchmod), SCMP_SYS (fcntl), SCMP_SYS (fdatasync), SCMP_SYS (fstat), SCMP_SYS (fsync), SCMP_SYS (ftruncate),
  SCMP_SYS (getcwd), SCMP_SYS (getdents64), SCMP_SYS (lseek), SCMP_SYS (mkdir), SCMP_SYS (newfstatat), SCMP_SYS (open),
  SCMP_SYS (openat), SCMP_SYS (pread64), SCMP_SYS (read), SCMP_SYS (readlink), SCMP_SYS (readv), SCMP_SYS (rename), SCMP_SYS (renameat),
  SCMP_SYS (stat), SCMP_SYS (statx), SCMP_SYS (umask), SCMP_SYS (unlink), SCMP_SYS (unlinkat), SCMP_SYS (write), SCMP_SYS (writev),
  SCMP_SYS (fallocate), SCMP_SYS (ioctl),
  /* memory, time, threads, signals */
  SCMP_SYS (brk), SCMP_SYS (clock_getres), SCMP_SYS (clock_gettime), SCMP_SYS (clock_nanosleep), SCMP_SYS (clone), SCMP_SYS (clone3),
  SCMP_SYS (exit), SCMP_SYS (exit_group), SCMP_SYS (futex), SCMP_SYS (getegid), SCMP_SYS (geteuid), SCMP_SYS (getgid), SCMP_SYS (getpid),
  SCMP_SYS (getrandom), SCMP_SYS (getrlimit), SCMP_SYS (getrusage), SCMP_SYS (gettid), SCMP_SYS (gettimeofday), SCMP_SYS (getuid),
  SCMP_SYS (madvise), SCMP_SYS (membarrier), SCMP_SYS (mmap), SCMP_SYS (mprotect), SCMP_SYS (mremap), SCMP_SYS (munmap),
  SCMP_SYS (nanosleep), SCMP_SYS (prlimit64), SCMP_SYS (restart_syscall), SCMP_SYS (rseq), SCMP_SYS (rt_sigaction),
  SCMP_SYS (rt_sigprocmask), SCMP_SYS (rt_sigreturn), SCMP_SYS (sched_getaffinity), SCMP_SYS (sched_yield), SCMP_SYS (set_robust_list),
  SCMP_SYS (sigaltstack), SCMP_SYS (sysinfo), SCMP_SYS (tgkill), SCMP_SYS (time), SCMP_SYS (uname), SCMP_SYS (prctl),
};

static const int families_inward[] = { AF_UNIX }, families_outward[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK };
/* getaddrinfo asks several servers at once, and the kernel for its addresses */
static const int allowed_outward[] = { SCMP_SYS (sendmmsg), SCMP_SYS (recvmmsg) };

static gboolean
allow_all (scmp_filter_ctx ctx, const int *calls, guint n)
{
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < n; i++)
    ok = seccomp_rule_add (ctx, SCMP_ACT_ALLOW, calls[i], 0) == 0;
  return ok;
}

static gboolean
allow_sockets (scmp_filter_ctx ctx, const int *families, guint n)
{
  gboolean ok = seccomp_rule_add (ctx, SCMP_ACT_ALLOW, SCMP_SYS (socketpair), 1, SCMP_A0 (SCMP_CMP_EQ, AF_UNIX)) == 0;

  for (guint i = 0; ok && i < n; i++)
    ok = seccomp_rule_add (ctx, SCMP_ACT_ALLOW, SCMP_SYS (socket), 1, SCMP_A0 (SCMP_CMP_EQ, (unsigned) families[i])) == 0;
  return ok;
}

static gboolean
cage (gboolean outward, GError **error)
{
  /* EPERM rather than death: a library's optional call must not cost somebody's signature. */
  scmp_filter_ctx ctx = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  gboolean ok = ctx != NULL && prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && allow_all (ctx, allowed, G_N_ELEMENTS (allowed));

  if (ok && outward)
    ok = allow_all (ctx, allowed_outward, G_N_ELEMENTS (allowed_outward));
  ok = ok
       && allow_sockets (ctx, outward ? families_outward : families_inward, outward ? G_N_ELEMENTS (families_outward) : G_N_ELEMENTS (families_inward))
       && seccomp_load (ctx) == 0;
  if (ctx != NULL)
    seccomp_release (ctx);
  if (!ok)
    g_set_error_literal (error, PN_ERROR, PN_ERROR_INTERNAL, "seccomp filter could not be loaded");
  return ok;
}

gboolean
pn_signer_cage (GError **error)
{
  return cage (FALSE, error);
}

gboolean
pn_signer_cage_outward (GError **error)
{
  return cage (TRUE, error);
}
