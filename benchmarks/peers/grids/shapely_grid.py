"""One grid, cell by cell, in Shapely: the steps of the tasking manager's own service, written by us.

usage: shapely_grid.py AREA.wkt ZOOM CELLS
Reads the area, makes the cells of its box (both before the clock starts), then asks of each cell whether the area contains it and,
if not, intersects the two. Of more cells than CELLS a sample at even steps is taken. Prints JSON: CPU seconds for the whole grid,
cells, cells run, tasks found among them.
"""
import json, math, sys, time
from shapely import geos, wkt
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.prepared import prep

def west(column, zoom): return column / 2 ** zoom * 360 - 180
def north(row, zoom): return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2 ** zoom))))

def cells(bounds, zoom):
    size = 2 ** zoom
    left, bottom, right, top = bounds
    columns = range(int((left + 180) / 360 * size), int((right + 180) / 360 * size) + 1)
    row = lambda latitude: int((1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * size)
    return [(x, y) for x in columns for y in range(row(top), row(bottom) + 1)]

def main(path, zoom, most):
    area = wkt.load(open(path))
    every = cells(area.bounds, zoom)
    step = max(1, len(every) // most)
    chosen = [box(west(x, zoom), north(y + 1, zoom), west(x + 1, zoom), north(y, zoom)) for x, y in every[::step]]
    spent, tasks = [], 0
    for _ in range(1 if step > 1 else 3):
        tasks, before = 0, time.process_time()
        for cell in chosen:
            if area.contains(cell):
                tasks += 1
                continue
            part = area.intersection(cell)
            if isinstance(part, (Polygon, MultiPolygon)) and not part.is_empty:
                tasks += 1
        spent.append(time.process_time() - before)
    scale = len(every) / len(chosen)
    print(json.dumps({"seconds": sorted(spent)[len(spent) // 2] * scale, "cells": len(every), "run": len(chosen), "tasks": tasks, "geos": ".".join(map(str, geos.geos_version))}))

main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
