# SPDX-License-Identifier: GPL-3.0-or-later
# The private PostgreSQL cluster: made once by initdb, reached only through a unix socket in a 0700 directory.

# Asked for late: on a bare machine the packages come after this file is read.
cluster_find () {
  PG_BIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -n "$PG_BIN" ] || die "PostgreSQL's programs are not in /usr/lib/postgresql; is postgresql-15 installed?"
}

# initdb into a side directory and rename: a half-made cluster never looks like a whole one.
cluster_make () {
  [ -f "$PHIEN_VAR/pg/PG_VERSION" ] && return
  [ -e "$PHIEN_VAR/pg" ] && die "$PHIEN_VAR/pg is not a whole PostgreSQL cluster; move it away or use ./dev run --fresh"
  step "making the private PostgreSQL cluster"
  rm -rf "$PHIEN_VAR/pg.new"
  as_user "$PG_BIN/initdb" -D "$PHIEN_VAR/pg.new" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-instructions >"$PHIEN_VAR/log/initdb.log" 2>&1 ||
    die "initdb failed: $(tail -n 1 "$PHIEN_VAR/log/initdb.log")"
  as_user tee -a "$PHIEN_VAR/pg.new/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$PHIEN_VAR/run'
unix_socket_permissions = 0700
max_connections = 60
timezone = 'Asia/Ho_Chi_Minh'
log_timezone = 'Asia/Ho_Chi_Minh'
CONF
  mv "$PHIEN_VAR/pg.new" "$PHIEN_VAR/pg"
}

cluster_ready () { "$PG_BIN/pg_isready" -q -h "$PHIEN_VAR/run"; }

cluster_wait () {
  n=0
  until cluster_ready; do
    n=$((n + 1))
    [ $n -gt 150 ] && die "PostgreSQL did not start: $(tail -n 1 "$PHIEN_VAR/log/postgres.log")"
    sleep 0.1
  done
}

# The client needs no other user: as root it reads clones the daemons' user cannot walk into.
owner_psql () { psql -X -q -v ON_ERROR_STOP=1 -h "$PHIEN_VAR/run" "$@"; }

cluster_schema () {
  if [ "$(owner_psql -U postgres -d postgres -Atc "select 1 from pg_database where datname = 'phien'")" != 1 ]; then
    owner_psql -U postgres -d postgres -f "$PHIEN_TOP/db/bootstrap.sql" >"$PHIEN_VAR/log/bootstrap.log" 2>&1 ||
      die "the database cannot be made: $(tail -n 1 "$PHIEN_VAR/log/bootstrap.log")"
  fi
  stamp=$(content_stamp db)
  [ "$(cat "$PHIEN_VAR/pg/phien-schema" 2>/dev/null)" = "$stamp" ] && return
  step "bringing the schema up to date (sqitch)"
  (cd db && PGHOST=$PHIEN_VAR/run sqitch deploy --verify db:pg://phien_owner@/phien) >"$PHIEN_VAR/log/sqitch.log" 2>&1 ||
    die "sqitch deploy failed: $(tail -n 3 "$PHIEN_VAR/log/sqitch.log")"
  printf '%s' "$stamp" | as_user tee "$PHIEN_VAR/pg/phien-schema" >/dev/null
}
