#!/usr/bin/env bash
# The one entry point: what a developer runs and what CI runs. `./build.sh help` lists the commands.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

CONFIGURATION=${CONFIGURATION:-Release}
PG_BIN=${OSM_TASKING_PG_BIN:-/usr/lib/postgresql/15/bin}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
TEMPORARY=

usage() {
  cat <<'TEXT'
usage: ./build.sh COMMAND

  restore   restore packages as the lock files have them
  format    check formatting and style, changing nothing (dotnet format repairs)
  build     build everything with warnings as errors
  test      install what tests need, start private servers, run every test, stop them
  publish   make the reference host in artifacts/host: compiled for this kind of machine, with all it needs, no .NET to install
  pack      make the five NuGet packages in artifacts/packages
  bench     run the micro-benchmarks (arguments go to BenchmarkDotNet)
  peers     run us and the installed peers side by side into benchmarks/baselines (arguments: benchmarks/peers/run.sh)
  fuzz      feed the readers with broken input: fuzz [MUTATIONS, default 20000000], for hours;
            fuzz grids [TASKS, default 10000000]: cut hard shapes and check every task, for about an hour

`./build.sh test` is all that CI runs. Settings: CONFIGURATION (Release), OSM_TASKING_PG_BIN, OSM_TASKING_SHARED.
TEXT
}

step() { printf '== %s (%ss)\n' "$1" "$SECONDS"; }

restore() { step restore; dotnet restore OsmTasking.sln --locked-mode -v q; }

format() {
  step format
  dotnet format whitespace OsmTasking.sln --no-restore --verify-no-changes
  # Style and analyzers run inside the build (EnforceCodeStyleInBuild, warnings as errors): a second pass would add nothing.
}

build() { step build; dotnet build OsmTasking.sln -c "$CONFIGURATION" --no-restore -v q -nologo; }

publish() {
  step publish
  dotnet publish samples/ReferenceApi -c "$CONFIGURATION" -p:PublishReadyToRun=true -o artifacts/host -v q -nologo
  echo "artifacts/host/osmtasking is ready: artifacts/host/osmtasking --help"
}

pack() { step pack; dotnet pack Packages.slnf -c "$CONFIGURATION" -v q -nologo -o artifacts/packages; }

bench() { dotnet run -c Release --project benchmarks/OsmTasking.Benchmarks -- "$@"; }

peers() { benchmarks/peers/run.sh "$@"; }

fuzz() {
  if [ "${1:-}" = grids ]; then
    OSM_TASKING_FUZZ_GRIDS=${2:-10000000} fuzz_in OsmTasking.Core.Tests
  else
    OSM_TASKING_FUZZ=${1:-20000000} fuzz_in OsmTasking.Extraction.Tests
  fi
}

fuzz_in() {
  dotnet build "tests/$1" -c "$CONFIGURATION" -v q -nologo
  run_host "$1" -showLiveOutput -class "*Fuzz*"
}

install_missing() {
  local missing=()
  [ -x "$PG_BIN/initdb" ] && [ -e /usr/share/postgresql/15/extension/postgis.control ] || missing+=(postgresql-15 postgresql-15-postgis-3)
  [ -x /usr/bin/chromium ] || missing+=(chromium)
  command -v osmium >/dev/null || missing+=(osmium-tool)
  command -v ogrinfo >/dev/null || missing+=(gdal-bin)
  command -v osm2pgsql >/dev/null || missing+=(osm2pgsql)
  command -v redis-server >/dev/null || missing+=(redis-server)
  command -v memcached >/dev/null || missing+=(memcached)
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "not installed: ${missing[*]}; tests that need them say so and skip (with CI=true they fail)"
    return 0
  fi

  step "install ${missing[*]}"
  { apt-get update -qq || apt-get update -qq; } && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$TEMPORARY/apt.log" 2>&1 ||
    { tail -n 20 "$TEMPORARY/apt.log"; echo "apt-get could not install ${missing[*]}"; }
}

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

start_postgres() {
  if [ ! -x "$PG_BIN/initdb" ] || [ ! -e /usr/share/postgresql/15/extension/postgis.control ]; then
    echo "no PostgreSQL 15 with PostGIS in $PG_BIN: its tests will say so"
    return 0
  fi

  step "start a private PostgreSQL"
  local port
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null || echo $((20000 + RANDOM)))
  mkdir "$TEMPORARY/pg"
  [ "$(id -u)" -eq 0 ] && chown postgres "$TEMPORARY/pg" && chmod 711 "$TEMPORARY"
  as_postgres "$PG_BIN/initdb" -D "$TEMPORARY/pg/data" -U postgres -A trust -E UTF8 --no-locale >"$TEMPORARY/initdb.log" ||
    { cat "$TEMPORARY/initdb.log"; return 1; }
  as_postgres "$PG_BIN/pg_ctl" -D "$TEMPORARY/pg/data" -w -l "$TEMPORARY/pg/log" -o \
    "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$TEMPORARY/pg -c max_connections=200 -c fsync=on" start >/dev/null
  # Most tests make a database of their own; they have PostGIS at once. (Without it begin those of the tests that kill a server of their own.)
  "$PG_BIN/psql" -q -h 127.0.0.1 -p "$port" -U postgres -d template1 -c "create extension postgis"
  export OSM_TASKING_TEST_DB="Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres;Maximum Pool Size=80"
}

stop_all() {
  if [ -n "$TEMPORARY" ]; then
    [ -e "$TEMPORARY/pg/data/postmaster.pid" ] && as_postgres "$PG_BIN/pg_ctl" -D "$TEMPORARY/pg/data" -m immediate stop >/dev/null
    rm -rf "$TEMPORARY"
  fi
}

# Sums what the test runs counted, and names every skipped test with its reason.
summary() {
  python3 - "$TEMPORARY/results" <<'PYTHON'
import glob, sys, xml.etree.ElementTree as tree
counts = {"Pass": 0, "Fail": 0, "Skip": 0}

def tell(how, name, reason):
    print(f"{how}:", name, "-", (reason or "no reason given").strip()[:600])

for path in sorted(glob.glob(sys.argv[1] + "/*.xml")):
    run = tree.parse(path).getroot()
    for test in run.iter("test"):
        result = test.get("result").replace("NotRun", "Skip")
        counts[result] += 1
        if result == "Skip":
            tell("skipped", test.get("name"), test.findtext("reason"))
        elif result == "Fail":
            tell("failed", test.get("name"), test.findtext("failure/message"))
    for error in run.iter("error"):  # outside of any test: a fixture that could not be disposed of
        counts["Fail"] += 1
        tell("failed", error.get("name") or error.get("type"), error.findtext("failure/message"))
print(f"{counts['Pass']} passed, {counts['Fail']} failed, {counts['Skip']} skipped")
sys.exit(1 if counts["Fail"] or not counts["Pass"] else 0)
PYTHON
}

# Not through dotnet test: under load it loses a result now and then.
run_host() { (cd "artifacts/bin/$1/${CONFIGURATION,,}" && "./$1" -noLogo -noColor "${@:2}"); }

run_tests() {
  local failed=0 project name
  mkdir "$TEMPORARY/results"
  for project in tests/*.Tests; do
    name=$(basename "$project")
    step "test $name"
    run_host "$name" -xml "$TEMPORARY/results/$name.xml" >"$TEMPORARY/out.log" 2>&1 || {
      cat "$TEMPORARY/out.log"
      # A run that dies before it writes its results must not look like success.
      [ -e "$TEMPORARY/results/$name.xml" ] || failed=1
    }
  done
  step done
  [ $failed -eq 0 ] || echo "a test run ended without results: see above"
  summary && [ $failed -eq 0 ]
}

run_all() {
  TEMPORARY=$(mktemp -d)
  trap stop_all EXIT
  install_missing
  restore
  format
  build
  start_postgres
  run_tests
}

case "${1:-help}" in
  restore) restore ;;
  format) restore; format ;;
  build) restore; build ;;
  test) run_all ;;
  publish) publish ;;
  pack) restore; pack ;;
  bench) shift; bench "$@" ;;
  peers) shift; peers "$@" ;;
  fuzz) shift; fuzz "$@" ;;
  help | -h | --help) usage ;;
  *) usage >&2; exit 2 ;;
esac
