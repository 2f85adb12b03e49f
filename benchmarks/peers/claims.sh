#!/usr/bin/env bash
# Handing items out on PostGIS, and pgbench sending the same statement to the same server; figures go to benchmarks/baselines/claims.md by hand.
#   OSM_TASKING_TEST_DB="Host=…;Port=…;Username=…" benchmarks/peers/claims.sh [items] [clients] [seconds] [pairs]
# Needs pgbench (Debian: postgresql-contrib or postgresql-NN). Makes the database osmtasking_claims on the server and drops it.
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet build benchmarks/OsmTasking.Benchmarks -c Release -v q -nologo
exec dotnet artifacts/bin/OsmTasking.Benchmarks/release/OsmTasking.Benchmarks.dll claims "$OSM_TASKING_TEST_DB" "$@"
