#!/usr/bin/env bash
# Everything this repository can do. Needs the .NET 10 SDK and nothing else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
configuration=Release
artifacts=artifacts/bin

usage() {
  cat <<'EOT'
usage: ./build.sh <command>

  demo [folder] [--kill]  index the text files of a folder (default: this repository) with two worker processes
                          over one SQLite file; --kill kills one of them in the middle
  test                    build everything and run every test; ends with a line "N passed, N failed, N skipped"
  test fast               only the tests that need no other process; under a minute once built
  chaos <backend> [seconds] [seed] [--outage seconds]
                          on sqlite, redis, postgres, mongodb, rabbitmq+redis and others it names: kill and freeze worker
                          processes at random for a minute, then check every promise against the histories; ends with
                          "seed: S" and "violations: N" ("…-composed": queue and state apart)
  conformance <backend>   run the conformance kit on memory, sqlite, redis, postgres, rabbitmq, mongodb or sample, in every mode; a failure
                          ends with exit code 1, and names the promise; PYNENC_SEED=… plays a generated failure again;
                          --hunt <seconds> runs only the generated cases, each for that long
  bench load <backend>... throughput, latency, idle cost and memory of memory, sqlite, redis, postgres, mongodb, rabbitmq,
                          rabbitmq+redis or rabbitmq+postgres, beside the store alone; --orchestration measures limits, fan-out and
                          cancellation instead; --save writes bench/results, --million also queues a million, --quick only shows that it works
  bench load peers        10,000 trivial jobs on memory, beside Hangfire, Quartz, Rebus, MassTransit and a bare channel in the same process
  bench micro [options]   single steps: claim, complete, publish, wake-up, ids, arguments, rules; --filter '*Claim*', --long
  pack                    build the NuGet packages into artifacts/package
  help                    this text
EOT
}

build() {
  dotnet build "$1" -c "$configuration" --tl:off --nologo --verbosity quiet -clp:NoSummary
}

# Runs one test program and adds its counts to the totals.
run_tests() {
  local name=$1 log status=0
  log=$(mktemp)
  echo "== $name"
  # No input: a server that a test starts would read the list of the programs that come after.
  "$artifacts/$name/${configuration,,}/$name" --progress off --ansi off >"$log" 2>&1 </dev/null || status=$?
  grep -vE '^(skipped |  )' "$log" | grep -E '^(failed|Test run summary)' || true
  # All of it, but for what was skipped: that follows by its reasons.
  if [ "$status" -ne 0 ]; then sed -E '/^skipped /{N;d}' "$log"; fi
  grep -A4 -E '^failed ' "$log" | sed "s/^/  $name: /" >>"$failures" || true
  # A skipped test is printed with its reason, once per reason: which of the modes of a backend does not make the promise stands in its own report.
  grep -A1 -E '^skipped ' "$log" | grep -E '^  ' | sed -E 's/^  .*(declares|does not declare|routes|tells) /  it \1 /I' | sort | uniq -c | sed 's/^ *\([0-9]*\) *\(.*\)/   skipped \1 × \2/' || true
  local p f s
  p=$(sed -n 's/^ *succeeded: *//p' "$log" | tail -1); f=$(sed -n 's/^ *failed: *//p' "$log" | tail -1); s=$(sed -n 's/^ *skipped: *//p' "$log" | tail -1)
  if [ -z "$p" ]; then f=1; fi
  passed=$((passed + ${p:-0})); failed=$((failed + ${f:-0})); skipped=$((skipped + ${s:-0}))
  # A program that ends badly without a failed test has crashed.
  if [ "$status" -ne 0 ] && [ "${f:-0}" -eq 0 ]; then failed=$((failed + 1)); echo "  $name ended with exit code $status" >>"$failures"; fi
  rm -f "$log"
}

# Installs the servers of the named backends, where that can be done; the program that runs next starts them.
install_servers() {
  case "$*" in
    *redis* | *postgres* | *rabbitmq*) eng/services.sh install ;;
  esac
}

# Runs a command of this script beside the servers that the machine has.
with_services() {
  eng/services.sh install
  build test/Servers/Pynenc.TestServers
  exec eng/services.sh run ./build.sh "$@"
}

test_all() {
  if [ -z "${PYNENC_TEST_SERVICES:-}" ]; then with_services test "$@"; fi
  build Pynenc.slnx
  passed=0 failed=0 skipped=0 failures=$(mktemp)
  local project name
  while IFS= read -r project; do
    name=$(basename "$project" .csproj)
    if [ "${1:-}" = fast ] && [ "$name" = Pynenc.SystemTests ]; then continue; fi
    run_tests "$name"
  done < <(find test -name '*Tests.csproj' | sort)
  # Last of all what failed, so that nobody has to look for it.
  cat "$failures"
  rm -f "$failures"
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

command=${1:-help}
[ $# -gt 0 ] && shift
case "$command" in
  demo)
    build samples/TextIndex
    exec "$artifacts/TextIndex/${configuration,,}/TextIndex" "$@" ;;
  test)
    case "${1:-}" in
      "" | fast) test_all "${1:-}" ;;
      *) echo "unknown: test $1 (say 'test' or 'test fast')" >&2; exit 2 ;;
    esac ;;
  chaos)
    install_servers "$@"
    build test/System/Pynenc.Chaos
    exec "$artifacts/Pynenc.Chaos/${configuration,,}/Pynenc.Chaos" "$@" ;;
  conformance)
    install_servers "$@"
    build tools/Pynenc.ConformanceReport
    exec "$artifacts/Pynenc.ConformanceReport/${configuration,,}/Pynenc.ConformanceReport" "$@" ;;
  bench)
    [ $# -gt 0 ] || set -- load memory sqlite --quick
    if [ "$1" = micro ]; then
      shift
      build bench/Pynenc.Benchmarks
      exec "$artifacts/Pynenc.Benchmarks/${configuration,,}/Pynenc.Benchmarks" "$@"
    fi
    if [ "${2:-}" = peers ]; then
      shift 2
      build bench/Pynenc.PeerBench
      exec "$artifacts/Pynenc.PeerBench/${configuration,,}/Pynenc.PeerBench" "$@"
    fi
    install_servers "$@"
    build bench/Pynenc.LoadBench
    exec "$artifacts/Pynenc.LoadBench/${configuration,,}/Pynenc.LoadBench" "$@" ;;
  pack)
    # The generator must stand built before the package that carries it is packed.
    build src/CompileTime/Pynenc.SourceGeneration
    dotnet pack Pynenc.slnx -c "$configuration" --tl:off --nologo --verbosity quiet -clp:NoSummary
    ls artifacts/package/*/*.nupkg ;;
  help | -h | --help) usage ;;
  *)
    echo "unknown command: $command" >&2
    usage >&2
    exit 2 ;;
esac
