#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Our shell is POSIX and clean for shellcheck.
set -u
passed=0 failed=0
for file in dev .ci/run $(git ls-files '*.sh'); do
  # SC1090, SC1091: sourced files are checked by themselves; SC2034/SC2154: variables shared between sourced files.
  if shellcheck -S warning -s sh -e SC1090,SC1091,SC2034,SC2154,SC1007 "$file"; then passed=$((passed + 1))
  else echo "FAIL $file"; failed=$((failed + 1)); fi
done
echo "shell: $passed passed, $failed failed"
[ $failed -eq 0 ]
