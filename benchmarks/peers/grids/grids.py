"""Runs our grids and those of others in turn over generated coasts, and balanced splits of real places; writes tables with ratios.

usage: grids.py [--quick] [--out benchmarks/baselines] [--data ../shared/data]
"""
import argparse, datetime, json, os, platform, re, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "../../.."))
OURS = ["dotnet", os.path.join(ROOT, "artifacts/bin/GridPeers/release/GridPeers.dll")]

def run(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)
    return done.stdout if done.returncode == 0 else None

def ours(vertices, zoom, nts):
    found = {}
    for line in (run(*OURS, str(vertices), str(zoom), *(["nts"] if nts else [])) or "").splitlines():
        if match := re.match(r"(.{36})\s+([\d.]+) CPU s\s+(\d+) MB allocated\s+(\d+) tasks", line):
            found[match[1].strip()] = {"seconds": float(match[2]), "allocated_mb": int(match[3]), "tasks": int(match[4])}
        elif match := re.match(r"(\d+) vertices, zoom \d+: (\d+) tasks, (\d+) clipped, box (\d+) cells", line):
            found["shape"] = {"vertices": int(match[1]), "tasks": int(match[2]), "clipped": int(match[3]), "cells": int(match[4])}
    for kind in ("lazy", "polygons", "geojson"):
        told = run(*OURS, "peak", kind, str(vertices), str(zoom))
        found.setdefault("peak_mb", {})[kind] = int(told.split()[0]) if told else None
    return found

def peer(script, *arguments):
    told = run("/usr/bin/python3", os.path.join(HERE, script), *map(str, arguments))
    return json.loads(told) if told else None

def main():
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true", help="two coasts, small samples")
    options.add_argument("--out", default=os.path.join(ROOT, "benchmarks/baselines"))
    options.add_argument("--data", default=os.environ.get("OSM_TASKING_SHARED", os.path.join(ROOT, "../shared")) + "/data")
    options = options.parse_args()
    cases = [(1_000, 14), (50_000, 12), (50_000, 15)] if options.quick else [(1_000, 12), (1_000, 14), (50_000, 12), (50_000, 13), (50_000, 15), (250_000, 12), (250_000, 15)]
    sample = 300 if options.quick else 1500
    rows = []
    for vertices, zoom in cases:
        row = {"vertices": vertices, "zoom": zoom, "ours": ours(vertices, zoom, nts=True)}
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "area.wkt")
            run(*OURS, "wkt", str(vertices), path)
            row["shapely"] = peer("shapely_grid.py", path, zoom, sample)
            row["postgis_naive"] = peer("postgis_grid.py", path, zoom, "naive", sample)
            row["postgis_tuned"] = peer("postgis_grid.py", path, zoom, "tuned", 10 ** 9)
        rows.append(row)
        print(json.dumps(row), flush=True)
    balance = []
    for name, area, extract, each in (("Kathmandu", "kathmandu.geojson", "kathmandu_extract.geojson", 10), ("Liechtenstein", "relation/1155955", "liechtenstein.osm.pbf", 50), ("Malta", "relation/365307", "malta.osm.pbf", 50)):
        for lines in (False, True):
            balance.append({"place": name, "each": each, "lines": lines, **split(options.data, area, extract, each, lines)})
            print(json.dumps(balance[-1]), flush=True)
    write(options.out, rows, balance)

def split(data, area, extract, each, lines):
    with tempfile.TemporaryDirectory() as folder:
        features = os.path.join(data, extract)
        outline = os.path.join(data, area)
        if extract.endswith(".pbf"):
            outline, source = os.path.join(folder, "area.geojson"), features
            features = os.path.join(folder, "all.geojson")
            run("osmium", "export", source, "-f", "geojson", "-o", features, "-O")
            boundary = os.path.join(folder, "boundary.osm.pbf")
            run("osmium", "getid", "-r", source, area.replace("relation/", "r"), "-o", boundary, "-O")
            run("osmium", "export", boundary, "-f", "geojson", "-o", outline + ".all", "--geometry-types=polygon", "-O")
            named = [feature for feature in json.load(open(outline + ".all"))["features"] if feature["properties"].get("admin_level") == "2"]
            json.dump({"type": "FeatureCollection", "features": named[:1]}, open(outline, "w"))
        told = run(*OURS, "balance", outline, features, str(each), *(["lines"] if lines else [])) or ""
        found = {name: float(value) for name, value in re.findall(r"(\w+) = ([\d.E+-]+)", told)}
        if match := re.search(r"(\d+) buildings.* ([\d.]+) CPU s, ([\d.]+) s", told):
            found.update(buildings=int(match[1]), cpu=float(match[2]), wall=float(match[3]))
        return found

def text(value, digits=3):
    return "" if value is None else f"{value:,.{digits}f}"

def write(out, rows, balance):
    os.makedirs(out, exist_ok=True)
    name = f"grids-{platform.node() or 'machine'}"
    json.dump({"date": datetime.date.today().isoformat(), "cpus": os.cpu_count(), "load": os.getloadavg()[0], "grids": rows, "balance": balance}, open(os.path.join(out, "grids.json"), "w"), indent=1)
    with open(os.path.join(out, "grids.md"), "w") as page:
        page.write(f"# Grids: ours and others\n\n{datetime.date.today()}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f} at the end. CPU seconds for one clipped grid, warm, medians; in brackets how many times ours (lazy).\n"
                   "Written by `benchmarks/peers/grids/run.sh`; only ratios travel between machines.\n\n")
        page.write("| vertices, zoom | cells | tasks | lazy | polygons | GeoJSON (peak MB) | Shapely per cell | PostGIS naive | PostGIS tuned | NTS per cell | NTS prepared | NTS recursive |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
        for row in rows:
            us = row["ours"]
            base = max(us["lazy"]["seconds"], 1e-4)
            ratio = lambda value: "" if value is None else f"{value:,.2f} ({value / base:,.0f}x)"
            nts = [us.get(key, {}).get("seconds") for key in ("NTS per cell, sampled", "NTS prepared + OverlayNG, sampled", "NTS recursive OverlayNG")]
            page.write(f"| {row['vertices']:,}, z{row['zoom']} | {us['shape']['cells']:,} | {us['shape']['tasks']:,} | {text(us['lazy']['seconds'])} | {text(us['NTS polygons']['seconds'])} | {text(us['GeoJSON']['seconds'])} ({us['peak_mb']['geojson']}) | "
                       + " | ".join(ratio(value) for value in [(row[key] or {}).get("seconds") for key in ("shapely", "postgis_naive", "postgis_tuned")] + nts) + " |\n")
        page.write("\n## Balanced splits\n\n| place, buildings a task | mode | buildings | tasks | max/mean | cut | covered | pieces | compactness | borders on lines | CPU s |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
        for one in balance:
            if "Tasks" in one:
                page.write(f"| {one['place']}, {one['each']} | {'along lines' if one['lines'] else 'compact'} | {one['buildings']:,} | {one['Tasks']:.0f} | {one['MaxToMean']:.3f} | {one['FootprintsCut']:.0f} | {one['CoveredShare']:.6f} | "
                           f"{1 if one['TasksInSeveralPieces'] == 0 else '>1'} | {one['MeanCompactness']:.3f} | {one['BorderOnLinesShare']:.2f} | {one['cpu']:.1f} |\n")

main()
