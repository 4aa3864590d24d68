# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev test: every check of the tree, suite by suite; the last line adds them up.
. deploy/dev/setup.sh

asan=no suites=''
while [ $# -gt 0 ]; do
  case $1 in
  --asan) asan=yes ;;
  -*) die "unknown option $1 (see ./dev help)" ;;
  *) suites="$suites $1" ;;
  esac
  shift
done
suites=${suites:-lint unit db contract web integration browser fault}
if [ $asan = yes ]; then
  PHIEN_BUILD=$PHIEN_TOP/build/asan
  # halt_on_error makes a finding a crash, which the suites see; leaks are looked for at exit.
  # Its status is one that no program of ours ends with.
  export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0:exitcode=99 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1:exitcode=99
  export LSAN_OPTIONS=suppressions="$PHIEN_TOP/tests/lsan.supp":print_suppressions=0
fi
export PHIEN_BUILD
LOGS=$PHIEN_TOP/build/test-logs
mkdir -p "$LOGS"
# What the tests make in passing goes with the run. Short, because sockets lie in it; open, because daemons are not root.
TMPDIR=$(mktemp -d /tmp/phien-t.XXXXXX)
export TMPDIR
chmod 0711 "$TMPDIR"
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 130' INT TERM HUP
COUNTS=$TMPDIR/counts # a line for each file: passed failed skipped; lanes write to it side by side
: >"$COUNTS"

prepare () {
  setup_packages
  setup_npm
  if [ $asan = yes ]; then setup_meson "$PHIEN_BUILD" -Db_sanitize=address,undefined; else setup_meson "$PHIEN_BUILD"; fi
  setup_web
  # The tests' own ./dev run finds everything built.
  export PHIEN_NO_BUILD=1
}

add () { # suite, passed, failed, skipped, log
  echo "$2 $3 $4" >>"$COUNTS"
  if [ "$3" -gt 0 ]; then
    grep -E '^ *(FAIL|not ok|error)' "$5" | head -n 20
    say "${PHIEN_BOLD}$1: $2 passed, $3 failed${PHIEN_OFF} (log: $5)"
  else say "$1: $2 passed, $3 failed$([ "$4" -eq 0 ] || printf ', %s skipped' "$4")"; fi
}

# Runs a program that closes with "N passed, N failed[, N skipped]".
counted () { # suite, command…
  name=$1; shift
  log=$LOGS/$(printf '%s' "$name" | tr '/ ' '--').log
  began=$(date +%s)
  status=0
  "$@" >"$log" 2>&1 </dev/null || status=$?
  line=$(grep -Eo '[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?' "$log" | tail -n 1)
  p=$(printf '%s' "$line" | sed -nE 's/^([0-9]+) passed.*/\1/p') f=$(printf '%s' "$line" | sed -nE 's/.* ([0-9]+) failed.*/\1/p')
  s=$(printf '%s' "$line" | sed -nE 's/.* ([0-9]+) skipped.*/\1/p')
  if [ -z "$line" ] || { [ $status -ne 0 ] && [ "${f:-0}" -eq 0 ]; }; then
    tail -n 15 "$log"
    say "$name ended with status $status and no count of its own"
    f=$((${f:-0} + 1))
  fi
  add "$name" "${p:-0}" "${f:-0}" "${s:-0}" "$log"
  step "  $name took $(($(date +%s) - began)) s"
}

# A file that hangs must not cost the others: TERM lets it clean up.
tsx () { timeout --foreground -k 30 "${PHIEN_TEST_LIMIT:-900}" "$NODE" node_modules/tsx/dist/cli.mjs "$@"; }

# Files whose promises hang on no moment (papers, registers, signatures) run two at a time, the long ones first; whatever carries
# sound, picture or a kill at a moment has the machine for itself.
beside='integration/outside integration/desk integration/docs-corpus integration/sign integration/docs-story integration/attack-set
 integration/meeting-story integration/meeting-media integration/pades integration/site-equipment
 browser/desk browser/incoming browser/outside browser/check browser/demo'

each_file () { # suite
  rm -rf "$TMPDIR/taken"; mkdir "$TMPDIR/taken"
  lane "$1" &
  other=$!
  lane "$1"
  wait "$other"
  for file in tests/"$1"/*.test.ts; do
    [ -f "$file" ] || continue
    name=$1/$(basename "$file" .test.ts)
    [ -d "$TMPDIR/taken/$(basename "$name")" ] || one_file "$name"
  done
}

# Takes the next file of the suite that the other lane has not, while the run lives.
lane () { # suite
  for name in $beside; do
    [ "${name%%/*}" = "$1" ] && [ -d "$TMPDIR" ] && mkdir "$TMPDIR/taken/${name#*/}" 2>/dev/null && one_file "$name"
  done
  :
}

one_file () { # suite/name
  [ -f "tests/$1.test.ts" ] || die "there is no tests/$1.test.ts"
  counted "$1" tsx "tests/$1.test.ts"
}

unit_suite () {
  log=$LOGS/unit.log
  meson test -C "$PHIEN_BUILD" --no-rebuild --print-errorlogs --num-processes 2 >"$log" 2>&1 </dev/null || :
  number () { sed -nE "s/^$1: +([0-9]+).*/\1/p" "$log" | tail -n 1; }
  ok=$(number Ok) bad=$(number Fail) late=$(number Timeout) skip=$(number Skipped) odd=$(number 'Unexpected Pass')
  [ -n "$ok" ] || { ok=0 bad=1; tail -n 5 "$log"; }
  add unit "$ok" $((${bad:-0} + ${late:-0} + ${odd:-0})) "${skip:-0}" "$log"
}

web_suite () {
  counted web/typecheck sh -c "'$NODE' node_modules/typescript/bin/tsc --noEmit -p web-client && '$NODE' node_modules/typescript/bin/tsc --noEmit -p tests && echo 2 passed, 0 failed"
  log=$LOGS/web-unit.log
  status=0
  "$NODE" node_modules/vitest/vitest.mjs run --root web-client >"$log" 2>&1 </dev/null || status=$?
  p=$(sed 's/\x1b\[[0-9;]*m//g' "$log" | sed -nE 's/^ *Tests .* ([0-9]+) passed.*/\1/p; s/^ *Tests +([0-9]+) passed.*/\1/p' | tail -n 1)
  f=$(sed 's/\x1b\[[0-9;]*m//g' "$log" | sed -nE 's/^ *Tests +([0-9]+) failed.*/\1/p' | tail -n 1)
  [ $status -ne 0 ] && f=${f:-1}
  add web/unit "${p:-0}" "${f:-0}" 0 "$log"
}

prepare
for suite in $suites; do
  step "suite $suite"
  case $suite in
  lint) counted lint tsx tests/lint/run.ts; counted lint/shell sh tests/lint/shell.sh ;;
  unit) unit_suite ;;
  contract) each_file contract ;;
  integration | browser | fault) wait; each_file "$suite" ;;
  # The database has a cluster of its own and mostly waits for it: contract and web run meanwhile.
  db) counted db sh db/test.sh & ;;
  web) web_suite ;;
  contract/* | integration/* | browser/* | fault/*) one_file "$suite" ;;
  *) die "unknown suite $suite" ;;
  esac
done
wait
say ""
total () { awk -v n="$1" '{ sum += $n } END { print sum + 0 }' "$COUNTS"; }
passed=$(total 1) failed=$(total 2) skipped=$(total 3)
if [ "$skipped" -gt 0 ]; then say "$passed passed, $failed failed, $skipped skipped"; else say "$passed passed, $failed failed"; fi
[ "$failed" -eq 0 ]
