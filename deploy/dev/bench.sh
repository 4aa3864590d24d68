# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev bench NAME: us and a peer in turn in one run; the figures go to build/bench/NAME.json.
. deploy/dev/setup.sh
name=${1:?which bench? $(cd tests/bench && ls ./*.ts 2>/dev/null | sed 's/\.ts$//' | tr '\n' ' ')}
[ -f "tests/bench/$name.ts" ] || die "no bench named $name; there are: $(cd tests/bench && for f in *.ts; do printf '%s ' "${f%.ts}"; done)"
setup_packages
setup_npm
PHIEN_BUILD=$PHIEN_TOP/build/release
setup_meson "$PHIEN_BUILD" --buildtype=release
setup_web
mkdir -p build/bench
export PHIEN_BUILD PHIEN_NO_BUILD=1
exec "$NODE" node_modules/tsx/dist/cli.mjs "tests/bench/$name.ts"
