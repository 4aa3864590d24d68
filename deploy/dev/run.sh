# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev run: everything a newcomer needs on one machine, and a small supervisor until Ctrl-C.
. deploy/dev/setup.sh
. deploy/dev/cluster.sh
. deploy/dev/supervise.sh

PHIEN_VAR=${PHIEN_VAR:-$PHIEN_TOP/var}
PHIEN_PORT=${PHIEN_PORT:-8080}
PHIEN_TLS_PORT=${PHIEN_TLS_PORT:-8443}
PHIEN_MEDIA_PORT=${PHIEN_MEDIA_PORT:-7882}
fresh=no tls=no demo=yes
while [ $# -gt 0 ]; do
  case $1 in
  --fresh) fresh=yes ;;
  --tls) tls=yes ;;
  --no-demo) demo=no ;;
  --port) PHIEN_PORT=${2:?--port needs a number}; shift ;;
  --media-port) PHIEN_MEDIA_PORT=${2:?--media-port needs a number}; shift ;;
  --var) PHIEN_VAR=${2:?--var needs a directory}; shift ;;
  *) die "unknown option $1 (see ./dev help)" ;;
  esac
  shift
done
case $PHIEN_VAR in /*) ;; *) PHIEN_VAR=$PHIEN_TOP/$PHIEN_VAR ;; esac

check_port () { # protocol letter, port, what it is for
  [ -z "$(ss -Hln"$1" "sport = :$2" 2>/dev/null)" ] || die "port $2 ($3) is in use by another program; stop it or choose another: ./dev run $4 N"
}

check_room () {
  free=$(df -Pk "$1" | awk 'NR==2 {print $4}')
  [ "$free" -ge 524288 ] || die "the disk of $1 has only $((free / 1024)) MiB free; Phien needs 512 MiB to start"
}

make_var () {
  ensure_user
  mkdir -p "$PHIEN_VAR" 2>/dev/null || die "the data directory $PHIEN_VAR cannot be made"
  [ "${#PHIEN_VAR}" -le 80 ] || die "the path $PHIEN_VAR is too long for unix sockets (80 characters at most); use --var DIR"
  if [ "$(id -u)" -eq 0 ]; then
    chown phien:phien "$PHIEN_VAR"
    # root may have signed something here before there was an installation
    for d in keys run; do if [ -d "$PHIEN_VAR/$d" ]; then chown -R phien:phien "$PHIEN_VAR/$d"; fi; done
  fi
  chmod 0711 "$PHIEN_VAR"
  if ! as_user test -w "$PHIEN_VAR"; then
    # A clone below root's home: the unprivileged user cannot walk there, so the data lives beside.
    PHIEN_VAR=/var/tmp/phien-$(printf '%s' "$PHIEN_VAR" | sha256sum | cut -c1-8)
    step "the daemons' user cannot reach this clone: data goes to $PHIEN_VAR"
    mkdir -p "$PHIEN_VAR"; chown phien:phien "$PHIEN_VAR"; chmod 0711 "$PHIEN_VAR"
  fi
  [ "$fresh" = yes ] && wipe_var
  for d in run blobs pages uploads recordings hls keys log nginx conf papers csc csc-demo; do as_user mkdir -p "$PHIEN_VAR/$d"; done
  as_user chmod 0700 "$PHIEN_VAR/keys" "$PHIEN_VAR/csc-demo" "$PHIEN_VAR/run" "$PHIEN_VAR/blobs" "$PHIEN_VAR/uploads"
  check_room "$PHIEN_VAR"
}

wipe_var () { # only what we made ourselves
  running_already && die "Phien is running on $PHIEN_VAR; stop it before --fresh"
  for d in pg pg.new run blobs pages uploads recordings hls keys log nginx conf papers csc csc-demo stage demo-done; do rm -rf "${PHIEN_VAR:?}/$d"; done
}

running_already () { [ -f "$PHIEN_VAR/run/dev.pid" ] && kill -0 "$(cat "$PHIEN_VAR/run/dev.pid")" 2>/dev/null; }

# Where the unprivileged user cannot read the clone, programs and pages are copied to where it can.
stage () {
  STAGE_BUILD=$PHIEN_BUILD STAGE_WEB=$PHIEN_TOP/web-client/dist
  as_user test -x "$PHIEN_BUILD/meeting-server/phien-meeting" && as_user test -r "$PHIEN_TOP/web-client/dist/index.html" && return
  rm -rf "$PHIEN_VAR/stage"
  mkdir -p "$PHIEN_VAR/stage/web"
  (cd "$PHIEN_BUILD" && find . -type f -name 'phien*' -perm -100 ! -path '*.p/*' -exec cp --parents {} "$PHIEN_VAR/stage/" \;)
  cp -r web-client/dist/. "$PHIEN_VAR/stage/web/"
  chmod -R a+rX "$PHIEN_VAR/stage"
  STAGE_BUILD=$PHIEN_VAR/stage STAGE_WEB=$PHIEN_VAR/stage/web
}

fill_template () { # template, target
  sed -e "s|@VAR@|$PHIEN_VAR|g" -e "s|@WEB@|$STAGE_WEB|g" -e "s|@BUILD@|$STAGE_BUILD|g" -e "s|@PORT@|$PHIEN_PORT|g" \
    -e "s|@TLS_PORT@|$PHIEN_TLS_PORT|g" -e "s|@MEDIA_PORT@|$PHIEN_MEDIA_PORT|g" "$1" | as_user tee "$2" >/dev/null
}

make_tls () {
  [ -f "$PHIEN_VAR/keys/tls.crt" ] && return
  step "making a certificate for the LAN"
  names=DNS:localhost,DNS:$(hostname 2>/dev/null || cat /etc/hostname)
  for ip in 127.0.0.1 $(ip -4 -o addr show scope global 2>/dev/null | awk '{sub("/.*","",$4); print $4}'); do names=$names,IP:$ip; done
  as_user openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 -subj /CN=Phien \
    -addext "subjectAltName=$names" -keyout "$PHIEN_VAR/keys/tls.key" -out "$PHIEN_VAR/keys/tls.crt" 2>"$PHIEN_VAR/log/tls.log" ||
    die "the certificate cannot be made ($PHIEN_VAR/log/tls.log)"
}

make_config () {
  stage
  fill_template deploy/phien.conf.in "$PHIEN_VAR/conf/phien.conf"
  as_user rm -f "$PHIEN_VAR/nginx/tls.conf"
  if [ "$tls" = yes ]; then
    make_tls
    fill_template deploy/nginx/tls.conf.in "$PHIEN_VAR/nginx/tls.conf"
  fi
  fill_template deploy/nginx/site.conf.in "$PHIEN_VAR/nginx/site.conf"
  fill_template deploy/nginx/nginx.conf.in "$PHIEN_VAR/nginx/nginx.conf"
}

wait_for () { # seconds, what, test command…
  limit=$1 what=$2; shift 2
  n=0
  until "$@" >/dev/null 2>&1; do
    n=$((n + 1))
    [ $n -gt $((limit * 10)) ] && die "$what did not come up; see $PHIEN_VAR/log"
    sleep 0.1
  done
}

fill_demo () {
  [ "$demo" = yes ] || return 0
  [ -f "$PHIEN_VAR/demo-done" ] && return
  step "filling the demo body: papers"
  as_user "$STAGE_BUILD/docs-service/compose/phien-demo-papers" "$PHIEN_VAR/papers" >"$PHIEN_VAR/log/papers.log" 2>&1 ||
    die "the demo papers cannot be made ($PHIEN_VAR/log/papers.log)"
  "$NODE" node_modules/tsx/dist/cli.mjs tools/demo-papers.ts --url "http://localhost:$PHIEN_PORT" --dir "$PHIEN_VAR/papers" ||
    die "the demo papers cannot be uploaded"
  if [ "${PHIEN_DEMO_DESK:-yes}" = yes ]; then # tests number their documents from 01
    "$NODE" node_modules/tsx/dist/cli.mjs tools/demo-desk.ts --url "http://localhost:$PHIEN_PORT" --dir "$PHIEN_VAR/papers" || die "the demo desk cannot be filled"
  fi
  as_user touch "$PHIEN_VAR/demo-done"
}

CSC_DEMO_KEYS="thanh-pin thanh-otp thanh-app thanh-web"

# A remote signing service for the demo body: a process of its own with its own keys and authority, spoken to over TLS like a real one.
start_csc_demo () {
  [ "$demo" = yes ] || return 0
  rm -f "$PHIEN_VAR/csc-demo/ready"
  supervise csc-demo "$STAGE_BUILD/tests/tools/phien-csc-demo" "$PHIEN_VAR/csc-demo"
  wait_for 20 "the demo signing service" test -f "$PHIEN_VAR/csc-demo/ready"
  as_user cp "$PHIEN_VAR/csc-demo/root.pem" "$PHIEN_VAR/csc/roots.pem"
  as_user tee -a "$PHIEN_VAR/conf/phien.conf" >/dev/null <<TXT

[csc]
url=$(cat "$PHIEN_VAR/csc-demo/url")
ca=$PHIEN_VAR/csc-demo/tls.pem
secret-file=$PHIEN_VAR/csc-demo/client
redirect=http://localhost:$PHIEN_PORT/desk/remote
wait=3

[trust]
mirrors=$PHIEN_VAR/csc-demo/crl
TXT
  echo "http://localhost:$PHIEN_PORT/desk/remote" | as_user tee "$PHIEN_VAR/csc-demo/redirect" >/dev/null
}

bind_csc_demo () {
  [ "$demo" = yes ] || return 0
  for key in $CSC_DEMO_KEYS; do
    PHIEN_VAR=$PHIEN_VAR "$PHIEN_BUILD/cli/phien" remote bind --account chutich "$key" >>"$PHIEN_VAR/log/seed.log" 2>&1 ||
      say "the demo signing key $key could not be bound to chutich ($PHIEN_VAR/log/seed.log)"
  done
}

welcome () {
  cat <<TXT

${PHIEN_BOLD}Phien is ready: http://localhost:$PHIEN_PORT${PHIEN_OFF}
$([ "$tls" = yes ] && ip -4 -o addr show scope global | awk -v p="$PHIEN_TLS_PORT" '{sub("/.*","",$4); print "  on the LAN:   https://" $4 ":" p}')

  Demo accounts, all with the password  Phien-2026
    thuky               the secretary: prepares meetings, papers, minutes
    chutich             the chair: opens, gives the floor, calls votes, signs
    uyvien1 … uyvien6   members: read, speak, vote
    khach1              a guest
    chuyenvien          drafts documents; truongphong initials their content
    vanthu              the clerk: numbers, seals, registers arrivals
    quantri             the administrator

  Data: $PHIEN_VAR    Logs: $PHIEN_VAR/log    Stop: Ctrl-C
TXT
  [ "$demo" = yes ] || return 0
  cat <<TXT

  Remote signing (a demo service, keys of a demo authority): as chutich, in the signing dialog, choose "Ký từ xa" / "Remote signing"
    thanh-pin           PIN 246810
    thanh-otp           PIN 135790 and a one-time code, which "arrives" in $PHIEN_VAR/csc-demo/sms.txt
    thanh-app           confirmed in an app, which the demo plays itself
    thanh-web           PIN 246810 on the service's own page (its demo certificate has to be accepted once)
TXT
}

began=$(date +%s)
setup_packages
setup_npm
[ "$PHIEN_PORT" -ge 1 ] 2>/dev/null || die "--port needs a number"
make_var
running_already && die "Phien is already running on $PHIEN_VAR (process $(cat "$PHIEN_VAR/run/dev.pid"))"
check_port t "$PHIEN_PORT" "the web address" --port
check_port u "$PHIEN_MEDIA_PORT" "voice and picture" --media-port
[ "$tls" = no ] || check_port t "$PHIEN_TLS_PORT" https --port
if [ -n "${PHIEN_NO_BUILD:-}" ]; then :; else setup_meson "$PHIEN_BUILD"; setup_web; fi
make_config
cluster_find
cluster_make
echo $$ >"$PHIEN_VAR/run/dev.pid"
trap 'stop_all; exit 0' INT TERM HUP
trap 'stop_all' EXIT
step "starting"
supervise postgres "$PG_BIN/postgres" -D "$PHIEN_VAR/pg"
cluster_wait
cluster_schema
if [ "$demo" = yes ]; then owner_psql -U phien_owner -d phien -f db/seed/demo.sql >"$PHIEN_VAR/log/seed.log" 2>&1 || die "the demo body cannot be filled: $(tail -n 1 "$PHIEN_VAR/log/seed.log")"; fi
supervise signer "$STAGE_BUILD/docs-service/signer/phien-signer" --config "$PHIEN_VAR/conf/phien.conf"
start_csc_demo
supervise csc "$STAGE_BUILD/docs-service/csc/phien-csc" --config "$PHIEN_VAR/conf/phien.conf"
supervise trust "$STAGE_BUILD/docs-service/trust/phien-trust" --config "$PHIEN_VAR/conf/phien.conf"
supervise media "$STAGE_BUILD/media/sfu/phien-media" --config "$PHIEN_VAR/conf/phien.conf"
supervise studio "$STAGE_BUILD/media/studio/phien-studio" --config "$PHIEN_VAR/conf/phien.conf"
supervise docs "$STAGE_BUILD/docs-service/phien-docs" --config "$PHIEN_VAR/conf/phien.conf"
supervise meeting "$STAGE_BUILD/meeting-server/phien-meeting" --config "$PHIEN_VAR/conf/phien.conf"
supervise nginx nginx -p "$PHIEN_VAR/nginx" -c "$PHIEN_VAR/nginx/nginx.conf"
wait_for 20 "phien-docs" test -S "$PHIEN_VAR/run/docs.sock"
wait_for 20 "phien-meeting" test -S "$PHIEN_VAR/run/meeting.sock"
wait_for 20 "nginx" test -s "$PHIEN_VAR/nginx/nginx.pid"
fill_demo
bind_csc_demo
welcome
step "started in $(($(date +%s) - began)) s"
while :; do wait || :; sleep 1; done
