"""One grid in PostGIS, naive and tuned, written by us. CPU seconds of the backend, from /proc; wall seconds where that is not readable.

usage: postgis_grid.py AREA.wkt ZOOM naive|tuned CELLS    (psql's own PG* variables name the server)
naive: cells of the box, ST_Intersects and ST_Intersection with the whole area; of more cells than CELLS a sample.
tuned: cells inside by a prepared ST_Contains, the others by pieces of ST_Subdivide(64) under a GiST index, put together again.
"""
import json, os, subprocess, sys, tempfile

CELLS = """
create temp table cell as
select c.x, c.y, ST_MakeEnvelope(c.x / 2.0 ^ {z} * 360 - 180, degrees(atan(sinh(pi() * (1 - 2 * (c.y + 1) / 2.0 ^ {z})))),
  (c.x + 1) / 2.0 ^ {z} * 360 - 180, degrees(atan(sinh(pi() * (1 - 2 * c.y / 2.0 ^ {z})))), 4326) as geom
from (select x, y from area,
  generate_series(floor((ST_XMin(geom) + 180) / 360 * 2 ^ {z})::int, floor((ST_XMax(geom) + 180) / 360 * 2 ^ {z})::int) x,
  generate_series(floor((1 - asinh(tan(radians(ST_YMax(geom)))) / pi()) / 2 * 2 ^ {z})::int, floor((1 - asinh(tan(radians(ST_YMin(geom)))) / pi()) / 2 * 2 ^ {z})::int) y) c;
"""
NAIVE = """
create temp table task as select x, y, ST_Intersection(area.geom, cell.geom) as geom from chosen as cell, area where ST_Intersects(area.geom, cell.geom);
"""
TUNED = """
create temp table piece as select ST_Subdivide(geom, 64) as geom from area;
create index on piece using gist (geom);
analyze piece;
create temp table inside as select cell.x, cell.y, cell.geom from chosen as cell, area where ST_Contains(area.geom, cell.geom);
create temp table task as select * from inside union all
select cell.x, cell.y, ST_Union(ST_Intersection(piece.geom, cell.geom)) from chosen as cell join piece on piece.geom && cell.geom and ST_Intersects(piece.geom, cell.geom)
where not exists (select 1 from inside where inside.x = cell.x and inside.y = cell.y) group by 1, 2;
"""

def main(path, zoom, kind, most):
    text = open(path).read()
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        cpu = "\\set cpu `awk '{print ($14 + $15) / 100.0}' /proc/:pid/stat 2>/dev/null || echo nothing`\n\\echo cpu :cpu\nselect 'wall', extract(epoch from clock_timestamp());\n"
        script.write("\\set ON_ERROR_STOP on\n\\pset tuples_only on\n\\pset format unaligned\nset max_parallel_workers_per_gather = 0;\nselect pg_backend_pid() as pid \\gset\n")
        script.write("create temp table area as select ST_GeomFromText('%s', 4326) as geom;\n" % text.strip())
        script.write(CELLS.format(z=zoom) + "select 'cells', count(*) as n from cell;\nselect greatest(1, count(*) / %d) as step from cell \\gset\n" % most)
        script.write("create temp table chosen as select x, y, geom from (select *, row_number() over (order by x, y) as n from cell) c where n %% :step = 0;\nanalyze chosen;\nselect 'run', count(*) from chosen;\n".replace("%%", "%"))
        script.write(cpu + (NAIVE if kind == "naive" else TUNED) + cpu + "select 'tasks', count(*) from task where not ST_IsEmpty(geom) and ST_Dimension(geom) = 2;\n")
        script.flush()
        out = subprocess.run(["psql", "-X", "-q", "-f", script.name], capture_output=True, text=True, check=False)
    if out.returncode:
        sys.exit(out.stderr.strip().splitlines()[0][:300])
    numbers = {"cpu": [], "wall": []}
    for line in out.stdout.splitlines():
        name, _, value = line.replace("cpu ", "cpu|").partition("|")
        numbers.setdefault(name, []).append(value) if value else None
    clock = "cpu" if all(value != "nothing" for value in numbers["cpu"]) else "wall"
    spent = float(numbers[clock][1]) - float(numbers[clock][0])
    cells, run = int(numbers["cells"][0]), int(numbers["run"][0])
    print(json.dumps({"seconds": spent * cells / max(1, run), "clock": clock, "cells": cells, "run": run, "tasks": int(numbers["tasks"][0])}))

main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
