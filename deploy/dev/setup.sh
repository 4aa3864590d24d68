# SPDX-License-Identifier: GPL-3.0-or-later
# From a bare Debian 12 to built programs: packages, node, npm, meson, vite. Each step is skipped when nothing changed.

PHIEN_BUILD=${PHIEN_BUILD:-$PHIEN_TOP/build/dev}

setup_packages () { # lists of packages, deploy/packages.txt by itself
  [ $# -gt 0 ] || set -- deploy/packages.txt
  wanted=$(cat "$@" | grep -v '^#')
  # shellcheck disable=SC2086 # a list of words
  here=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p')
  missing=$(printf '%s\n' "$wanted" | grep -vxF "${here:-none}" | tr '\n' ' ') || :
  if [ -n "$missing" ]; then
    if [ "$(id -u)" -eq 0 ]; then sudo=''
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo='sudo'
    else die "these Debian packages are missing; ask an administrator to run: apt-get install $missing"; fi
    step "installing Debian packages: $missing"
    mkdir -p build
    $sudo apt-get update >build/apt.log 2>&1 || die "apt-get update failed; is a Debian mirror reachable? (build/apt.log)"
    # shellcheck disable=SC2086 # a list of words
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends $missing >>build/apt.log 2>&1 ||
      { tail -n 5 build/apt.log >&2; die "apt-get install failed (build/apt.log)"; }
  fi
  setup_node
}

# Debian 12 has node 18; the client's tools want 20. The npm registry ships node as a package.
setup_node () {
  major=$("$NODE" -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
  [ "$major" -ge 20 ] && return
  NODE=$PHIEN_TOP/build/node/node_modules/node/bin/node
  if [ ! -x "$NODE" ]; then
    command -v npm >/dev/null || {
      [ "$(id -u)" -eq 0 ] || die "node 20 is missing; ask an administrator to run: apt-get install nodejs npm"
      step "installing nodejs and npm"
      DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nodejs npm >>build/apt.log 2>&1 ||
        die "apt-get install nodejs npm failed (build/apt.log)"
    }
    step "fetching node 20 into build/node"
    mkdir -p build/node
    (cd build/node && npm install --no-audit --no-fund --prefix . node@20 >../node.log 2>&1) || die "node 20 cannot be had (build/node.log)"
  fi
  PATH=$(dirname "$NODE"):$PATH
  export PATH
}

setup_npm () {
  stamp=$(sha256sum package-lock.json | cut -c1-32)
  [ "$(cat node_modules/.phien-stamp 2>/dev/null)" = "$stamp" ] && return
  step "installing npm packages"
  mkdir -p build
  npm ci --no-audit --no-fund >build/npm.log 2>&1 || { tail -n 5 build/npm.log >&2; die "npm ci failed (build/npm.log)"; }
  printf '%s' "$stamp" >node_modules/.phien-stamp
}

setup_meson () { # build dir, then meson options
  dir=$1; shift
  if [ ! -f "$dir/build.ninja" ]; then
    step "configuring $(basename "$dir")"
    mkdir -p build
    quietly build/meson-setup.log meson setup "$dir" "$@"
  fi
  if ! ninja -C "$dir" -n 2>/dev/null | grep -q 'no work to do'; then
    step "compiling $(basename "$dir")"
    ninja -C "$dir" >build/ninja.log 2>&1 || { grep -E 'error|FAILED' build/ninja.log | head -n 15 >&2; die "the build failed (build/ninja.log)"; }
  fi
}

setup_web () {
  stamp=$(content_stamp web-client package-lock.json)
  [ "$(cat web-client/dist/.phien-stamp 2>/dev/null)" = "$stamp" ] && return
  step "building the web client"
  "$NODE" node_modules/vite/bin/vite.js build web-client >build/vite.log 2>&1 || { tail -n 15 build/vite.log >&2; die "the web client failed to build (build/vite.log)"; }
  printf '%s' "$stamp" >web-client/dist/.phien-stamp
}

setup_all () {
  setup_packages
  setup_npm
  setup_meson "$PHIEN_BUILD"
  setup_web
}
