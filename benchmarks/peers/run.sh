#!/usr/bin/env bash
# Runs us and the installed peers in turn over the same files and writes CPU, wall and memory with ratios to benchmarks/baselines/.
#   benchmarks/peers/run.sh [--pairs 5] [--large] [--data ../shared] [--only NAME]
# Needs Debian's python3-pyosmium (scale files), osmium-tool, gdal-bin, osm2pgsql; what is not installed is left out and said so.
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet build benchmarks/OsmTasking.Benchmarks -c Release -v q -nologo
dotnet build samples/ReferenceApi -c Release -v q -nologo
exec /usr/bin/python3 benchmarks/peers/peers.py "$@"
