#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The phien command against a real schema: accounts, bodies, backup, damage, refusal, restore. Run by tests/lib/with-pg.sh.
set -eu
phien=$1
top=$(cd "$(dirname -- "$0")/../../.." && pwd)
work=$(mktemp -d /tmp/phien-cli.XXXXXX)
trap 'rm -rf "$work"' EXIT
PHIEN_CONNINFO='' PHIEN_VAR=$work/var
export PHIEN_CONNINFO PHIEN_VAR SQITCH_FULLNAME=Phien SQITCH_EMAIL=phien@localhost
mkdir -p "$PHIEN_VAR"
n=0
ok() { n=$((n + 1)); echo "ok $n $*"; }
fail() { echo "not ok $*"; cat "$work/out" 2>/dev/null; exit 1; }
sql() { psql -X -q -v ON_ERROR_STOP=1 "$@"; }
run() { # STATUS ARGS…
  wanted=$1; shift
  status=0; "$phien" "$@" >"$work/out" 2>&1 || status=$?
  [ "$status" = "$wanted" ] || fail "phien $*: status $status, wanted $wanted"
}
# The owner of an installation is no superuser: what needs one must show here.
sql -d postgres -c 'create role boss superuser login'
fresh() {
  PGUSER=boss sql -d postgres -c 'drop database if exists phien with (force)'
  PGUSER=boss sql -d postgres -f "$top/db/bootstrap.sql" >/dev/null
  (cd "$top/db" && sqitch deploy db:pg:///phien >/dev/null)
}

PGUSER=boss sql -d postgres -c 'alter role phien_owner nosuperuser' || fail 'the first superuser stays one'
fresh
sql -f "$top/db/seed/demo.sql" >/dev/null
person=$(sql -Atc "select id from phien.person where id not in (select person_id from phien.account) limit 1")

run 0 body list; grep -q 'Sơn Hà' "$work/out" || fail 'no body'; ok 'bodies are listed'
run 0 account list; grep -q '^quantri .*admin *enabled' "$work/out" || fail 'no quantri'; ok 'accounts are listed'
echo 'Mật-khẩu-2026' | run 0 account add moi --person "$person" --role secretary; ok 'account is added'
echo 'Mật-khẩu-2026' | run 77 account add moi --person "$person"; ok 'not twice'
echo short | run 77 account passwd moi; ok 'short password is refused'
before=$(sql -Atc "select password_phc from phien.account where username = 'moi'")
echo 'Another-2026' | run 0 account passwd moi
after=$(sql -Atc "select password_phc from phien.account where username = 'moi'")
[ "$before" != "$after" ] || fail 'password did not change'; ok 'password is changed'
case $after in *argon2id*v=19*m=19456,t=2,p=1*) ;; *) fail "$after" ;; esac
ok 'Argon2id with the agreed cost'
sql -c "insert into phien.login_session (token_sha256, account_id) select decode (repeat ('ab', 32), 'hex'), id from phien.account where username = 'moi'"
run 0 account disable moi
[ "$(sql -Atc "select count(*) from phien.login_session where revoked_at is null")" = 0 ] || fail 'session lives on'
ok 'disabling ends sessions'
echo x-2026-x-2026 | run 66 account passwd nobody; ok 'unknown account is told'
run 64 account; run 64 body; run 64 backup; run 64 restore; ok 'usage'

sum=$(printf blob | sha256sum | cut -c1-64)
mkdir -p "$PHIEN_VAR/blobs/${sum%"${sum#??}"}" "$PHIEN_VAR/recordings" "$PHIEN_VAR/keys"
blob=blobs/${sum%"${sum#??}"}/${sum#??}
printf blob >"$PHIEN_VAR/$blob"
printf half >"$PHIEN_VAR/blobs/upload.part"
printf film >"$PHIEN_VAR/recordings/1.mkv"
printf secret >"$PHIEN_VAR/keys/chair.p12"
run 0 backup "$work/b"
(cd "$work/b" && sha256sum --quiet -c SHA256SUMS) || fail 'sha256sum disagrees'
for file in "$blob" recordings/1.mkv manifest.json phien.dump; do [ -f "$work/b/$file" ] || fail "$file is not in it"; done
for file in keys blobs/upload.part; do [ ! -e "$work/b/$file" ] || fail "$file is in it"; done
ok 'backup holds database, blobs, recordings and hashes'
run 73 backup "$work/b"; ok 'backup does not overwrite'
run 77 restore "$work/b"; ok 'a full installation is not overwritten'

what="select md5 (string_agg (t::text, '|' order by t.id)) from phien.account t"
tables="select string_agg (c.relname || ':' || (xpath ('/row/c/text()', query_to_xml (format ('select count(*) as c from phien.%I', c.relname), false, true, '')))[1]::text, ' ' order by c.relname) from pg_class c where c.relkind = 'r' and c.relnamespace = 'phien'::regnamespace"
accounts=$(sql -Atc "$what"); counts=$(sql -Atc "$tables")
fresh
run 77 restore "$work/b"; ok 'files in the way are not overwritten'
mv "$PHIEN_VAR" "$work/old"; mkdir "$PHIEN_VAR"
cp -r "$work/b" "$work/damaged"; printf x >>"$work/damaged/recordings/1.mkv"
run 70 restore "$work/damaged"; grep -q 'recordings/1.mkv is damaged' "$work/out" || fail 'not told'; ok 'damage is found before anything is touched'
rm "$work/damaged/recordings/1.mkv"
run 70 restore "$work/damaged"; grep -q 'is missing' "$work/out" || fail 'not told'; ok 'a missing file is found'
run 70 restore "$work/nowhere"; ok 'no backup, no restore'
run 0 restore "$work/b"
[ "$(sql -Atc "$what")" = "$accounts" ] || fail 'accounts differ'
[ "$(sql -Atc "$tables")" = "$counts" ] || fail "counts differ: $counts"
[ "$(cat "$PHIEN_VAR/$blob")" = blob ] || fail 'blob'
ok 'restored: same rows, same files'
(cd "$top/db" && sqitch verify db:pg:///phien >"$work/out" 2>&1) || fail 'sqitch verify'
[ "$(PGUSER=phien_meeting sql -Atc "select count(*) > 0 from phien.meeting")" = t ] || fail 'grants are gone'
ok 'schema and grants are whole'
echo "1..$n"
