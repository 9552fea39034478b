#!/usr/bin/env bash
# The servers of the tests.
#
#   eng/services.sh install   installs redis-server, rabbitmq-server and postgresql where apt-get can; says what it could not
#   eng/services.sh run CMD   starts the servers this machine has on free ports of 127.0.0.1, with data in temporary folders,
#                             runs CMD with PYNENC_TEST_REDIS, …_POSTGRES, …_RABBITMQ and …_MONGODB set, and ends them
#
# A variable that is set already names a server of yours; none is started for it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

program=artifacts/bin/Pynenc.TestServers/release/Pynenc.TestServers

has() { command -v "$1" >/dev/null 2>&1 || compgen -G "$2" >/dev/null; }

install() {
  local missing=()
  [ -n "${PYNENC_TEST_REDIS:-}" ] || has redis-server /usr/bin/redis-server || missing+=(redis-server)
  [ -n "${PYNENC_TEST_RABBITMQ:-}" ] || has rabbitmq-server '/usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server' || missing+=(rabbitmq-server)
  [ -n "${PYNENC_TEST_POSTGRES:-}" ] || has postgres '/usr/lib/postgresql/*/bin/postgres' || missing+=(postgresql)
  [ "${#missing[@]}" -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Not installed: ${missing[*]} (that takes root and apt-get). Their tests will be skipped." >&2
    return 0
  fi
  echo "Installing ${missing[*]}" >&2
  local log
  log=$(mktemp)
  # The packages would start their servers; the policy keeps them from it, for as long as this takes.
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; made=yes; fi
  if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -5 "$log" >&2
    echo "Could not install ${missing[*]}. Their tests will be skipped." >&2
  fi
  [ -z "$made" ] || rm -f "$policy"
  rm -f "$log"
}

run() {
  local out in status=0 line
  coproc SERVERS { exec "$program"; }
  out=${SERVERS[0]} in=${SERVERS[1]}
  line=
  while IFS= read -r line <&"$out" && [ "$line" != ready ]; do eval "$line"; done
  if [ "$line" != ready ]; then echo "The servers could not be started; nothing was run." >&2; return 1; fi
  PYNENC_TEST_SERVICES=running "$@" || status=$?
  # Closing its input ends the program, which ends its servers and removes their data.
  exec {in}>&-
  wait "$SERVERS_PID" 2>/dev/null || true
  return "$status"
}

command=${1:-help}
[ $# -gt 0 ] && shift
case "$command" in
  install) install ;;
  run) run "$@" ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" ;;
esac
