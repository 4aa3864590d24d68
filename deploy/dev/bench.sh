# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev bench NAME [ARGS...]: us and a peer in turn in one run; the figures go to build/bench/NAME.json (docs/benches.md).
. deploy/dev/setup.sh
name=${1:?which bench? $(cd tests/bench && ls ./*.ts 2>/dev/null | sed 's/\.ts$//' | tr '\n' ' ')}
[ -f "tests/bench/$name.ts" ] || die "no bench named $name; there are: $(cd tests/bench && for f in *.ts; do printf '%s ' "${f%.ts}"; done)"
shift
setup_packages deploy/packages.txt deploy/packages-bench.txt
setup_npm
PHIEN_BUILD=$PHIEN_TOP/build/release
setup_meson "$PHIEN_BUILD" --buildtype=release
# Configured before the headers of that peer were there?
[ -x "$PHIEN_BUILD/tests/bench/tools/bench-webrtcbin" ] || {
  quietly build/meson-setup.log meson setup --reconfigure "$PHIEN_BUILD"
  setup_meson "$PHIEN_BUILD"
}
setup_web
mkdir -p build/bench
export PHIEN_BUILD PHIEN_NO_BUILD=1
exec "$NODE" node_modules/tsx/dist/cli.mjs "tests/bench/$name.ts" "$@"
