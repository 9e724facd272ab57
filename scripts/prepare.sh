# Sourced by the scripts beside it: makes this machine ready to install, build and test. Not run by itself.
# Usage: need… for each thing, then provide, then install.

say() { printf '%s\n' "$*" >&2; }

node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null || {
  say "Archway needs Node.js 20.19 or newer (24 LTS recommended); found: $(node --version 2>/dev/null || echo none)."
  exit 1
}

missing=""
# need COMMAND PACKAGE: Debian's PACKAGE is missing when COMMAND is.
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
# need_file PATH PACKAGE
need_file() { [ -e "$1" ] || missing="$missing $2"; }

# provide: on Debian as root installs what is missing; elsewhere names it and stops.
provide() {
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "Installing system packages:$missing"
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of package names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    missing=""
  else
    say "Please install these system packages, then run this again:$missing"
    exit 1
  fi
}

# better-sqlite3 is compiled where no prebuilt binary can be fetched.
need g++ g++
need make make
need python3 python3

# Native builds look for Node's headers online; the system's own copy works behind a firewall too.
if [ -f /usr/include/node/node.h ]; then
  npm_config_nodedir=/usr
  export npm_config_nodedir
fi

# install: exactly the lock file's packages, unless what is installed already is just that.
install() {
  stamp=node_modules/.archway-lock
  if [ -f "$stamp" ] && cmp -s package-lock.json "$stamp"; then return; fi
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json "$stamp"
}
