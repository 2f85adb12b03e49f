#!/usr/bin/env bash
# Our grids and those of others side by side, with ratios, to benchmarks/baselines/grids.md and .json.
#   benchmarks/peers/grids/run.sh [--quick] [--only million|grids|boundaries|balance|buildings|fuzz]… [--case VERTICES,ZOOM]… [--no-nts]
# Needs python3-shapely and osmium-tool; for PostGIS the variables PGHOST, PGPORT, PGUSER, PGDATABASE. What is missing is left out.
set -euo pipefail
cd "$(dirname "$0")/../../.."
dotnet build benchmarks/peers/grids -c Release -v q -nologo
exec /usr/bin/python3 benchmarks/peers/grids/grids.py "$@"
