#!/usr/bin/env bash
# Runs us and the installed peers in turn over the same files and writes CPU, wall and memory with ratios to benchmarks/baselines/.
#   benchmarks/peers/run.sh [--pairs 5] [--large] [--shared ../shared] [--only NAME]      the geometry pipeline: geometry-pipeline.md
#   benchmarks/peers/run.sh database [--pairs 5] [--files L60,M60] [--only NAME]          imports and days of changes: raw-data.md
#   benchmarks/peers/run.sh exports [--runs 3] [--files L60,M60] [--formats geojson,...]   exports in every format: exports.md
# Needs Debian's python3-pyosmium (scale files), osmium-tool, gdal-bin, osm2pgsql, postgresql with postgis; what is not installed is left out and said so.
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet build benchmarks/OsmTasking.Benchmarks -c Release -v q -nologo
./build.sh publish
suite=peers
case "${1:-}" in
  database|exports) suite=$1; shift ;;
esac
exec /usr/bin/python3 "benchmarks/peers/$suite.py" "$@"
