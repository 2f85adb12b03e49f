"""Runs our grids and those of others in turn over generated coasts and real boundaries, and balanced splits of real places; writes
benchmarks/baselines/grids.json and, from it, grids.md. Parts that are not asked for keep the figures of their last run.

usage: grids.py [--only PART]… [--quick] [--case AREA,ZOOM]… [--no-nts] [--out DIR] [--data DIR]
parts: million, grids, boundaries, balance, buildings, fuzz
"""
import argparse, datetime, json, os, re, statistics, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "../../.."))
OURS = ["dotnet", os.path.join(ROOT, "artifacts/bin/GridPeers/release/GridPeers.dll")]
PARTS = ["million", "grids", "boundaries", "balance", "buildings", "fuzz"]
COASTS = [("1000", 12), ("1000", 14), ("50000", 12), ("50000", 13), ("50000", 15), ("250000", 12), ("250000", 15)]
PLACES = {"Kathmandu": ("kathmandu.geojson", "kathmandu_extract.geojson"), "Liechtenstein": ("relation/1155955", "liechtenstein.osm.pbf"), "Malta": ("relation/365307", "malta.osm.pbf")}
BOUNDARIES = [("Kathmandu", 18), ("Liechtenstein", 14), ("Liechtenstein", 16), ("Liechtenstein", 18), ("Malta", 13), ("Malta", 15), ("Malta", 17)]
# What the issue asks of each: (max/mean, compactness, share of border on lines), for compact and for following lines.
MUST = {("Kathmandu", False): (1.15, 0.58, None), ("Kathmandu", True): (1.35, None, None), "other": {False: (1.25, None, None), True: (1.35, None, 0.70)}}

def run(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)
    if done.returncode:
        print(f"{' '.join(map(str, command))[:200]}: {done.stderr.strip()[-300:]}", file=sys.stderr)
    return done.stdout if done.returncode == 0 else None

class Places:
    """The outline of a place and its features as GeoJSON files, made once."""
    def __init__(self, data, folder):
        self.data, self.folder, self.known = data, folder, {}

    def outline(self, name): return self.files(name, features=False)[0]

    def files(self, name, features=True):
        area, extract = PLACES[name]
        source = os.path.join(self.data, extract)
        if not extract.endswith(".pbf"):
            return os.path.join(self.data, area), source
        outline, everything = os.path.join(self.folder, name + ".area.geojson"), os.path.join(self.folder, name + ".geojson")
        if not os.path.exists(outline):
            boundary = os.path.join(self.folder, name + ".osm.pbf")
            run("osmium", "getid", "-r", source, area.replace("relation/", "r"), "-o", boundary, "-O")
            run("osmium", "export", boundary, "-f", "geojson", "-o", outline + ".all", "--geometry-types=polygon", "-O")
            named = [feature for feature in json.load(open(outline + ".all"))["features"] if feature["properties"].get("admin_level") == "2"]
            json.dump({"type": "FeatureCollection", "features": named[:1]}, open(outline, "w"))
        if features and not os.path.exists(everything):
            run("osmium", "export", source, "-f", "geojson", "-o", everything, "-O")
        return outline, everything

def ours(area, zoom, nts):
    found = {}
    for line in (run(*OURS, area, str(zoom), *(["nts"] if nts else [])) or "").splitlines():
        if match := re.match(r"(.{36})\s+([\d.]+) CPU s\s+(\d+) MB allocated\s+(\d+) tasks", line):
            found[match[1].strip()] = {"seconds": float(match[2]), "allocated_mb": int(match[3]), "tasks": int(match[4])}
        elif match := re.match(r"(\d+) vertices, zoom \d+: (\d+) tasks, (\d+) clipped, box (\d+) cells", line):
            found["shape"] = {"vertices": int(match[1]), "tasks": int(match[2]), "clipped": int(match[3]), "cells": int(match[4])}
    for kind in ("lazy", "polygons", "geojson"):
        told = run(*OURS, "peak", kind, area, str(zoom))
        found.setdefault("peak_mb", {})[kind] = int(told.split()[0]) if told else None
    return found

def peer(script, *arguments):
    told = run("/usr/bin/python3", os.path.join(HERE, script), *map(str, arguments))
    return json.loads(told) if told else None

def beside_others(name, area, zoom, nts, sample):
    row = {"area": name, "zoom": zoom, "ours": ours(area, zoom, nts)}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "area.wkt")
        run(*OURS, "wkt", area, path)
        row["shapely"] = peer("shapely_grid.py", path, zoom, sample)
        row["postgis_naive"] = peer("postgis_grid.py", path, zoom, "naive", sample)
        row["postgis_tuned"] = peer("postgis_grid.py", path, zoom, "tuned", 10 ** 9)
    print(json.dumps(row), flush=True)
    return row

def million():
    rows = []
    for size in ("cells", "tasks"):
        row = {"million": size}
        for line in run(*OURS, "million", size).splitlines():
            if match := re.match(r"(.{36})\s+([\d.]+) CPU s\s+([\d.]+) s", line):
                row[match[1].strip()] = float(match[2])
            elif match := re.match(r"(\d+) vertices, zoom (\d+): (\d+) tasks, box (\d+) cells", line):
                row.update(vertices=int(match[1]), zoom=int(match[2]), tasks=int(match[3]), cells=int(match[4]))
        row["peak_mb"] = {kind: statistics.median(int(run(*OURS, "million", size, kind).split()[0]) for _ in range(5)) for kind in ("none", "lazy", "polygons", "geojson")}
        rows.append(row)
        print(json.dumps(row), flush=True)
    return rows

def split(outline, features, each, lines, copies=1):
    told = run(*OURS, "balance", outline, features, str(each), *(["lines"] if lines else []), f"x{copies}") or ""
    found = {name: float(value) for name, value in re.findall(r"(\w+) = ([\d.E+-]+)", told)}
    if match := re.search(r"(\d+) buildings.* ([\d.]+) CPU s, ([\d.]+) s", told):
        found.update(buildings=int(match[1]), cpu=float(match[2]), wall=float(match[3]))
    if match := re.search(r"invalid (\d+), overlap ([\dE.+-]+)", told):
        found.update(invalid=int(match[1]), overlap=float(match[2]))
    return found

def balance(places, copies=None):
    rows = []
    for name, each in (("Liechtenstein", 50),) if copies else (("Kathmandu", 10), ("Liechtenstein", 50), ("Malta", 50)):
        for lines in (False, True):
            runs = [split(*places.files(name), each, lines, copies or 1) for _ in range(3)]
            row = {"place": name, "copies": copies or 1, "each": each, "lines": lines, **runs[0], "cpu": statistics.median(one["cpu"] for one in runs), "wall": statistics.median(one["wall"] for one in runs)}
            rows.append(row)
            print(json.dumps(row), flush=True)
    return rows

def fuzz(tasks):
    told = run(os.path.join(ROOT, "build.sh"), "fuzz", "grids", str(tasks), cwd=ROOT) or ""
    line = re.search(r"\d+ tasks of \d+ areas, .*", told)
    return {"command": f"./build.sh fuzz grids {tasks}", "date": datetime.date.today().isoformat(), "outcome": line[0].strip() if line else "FAILED: " + told.strip()[-300:]}

def main():
    options = argparse.ArgumentParser()
    options.add_argument("--only", action="append", choices=PARTS, help="a part; may be given again")
    options.add_argument("--quick", action="store_true", help="few coasts and boundaries, small samples")
    options.add_argument("--case", action="append", help="VERTICES,ZOOM instead of the usual coasts; may be given again")
    options.add_argument("--no-nts", action="store_true", help="leave the ways of NetTopologySuite out: they take longest")
    options.add_argument("--no-balance", action="store_true", help="leave the balanced splits out")
    options.add_argument("--fuzz", type=int, default=1_000_000, help="tasks for the part fuzz")
    options.add_argument("--copies", type=int, default=12, help="how often Liechtenstein is laid out for the part buildings")
    options.add_argument("--out", default=os.path.join(ROOT, "benchmarks/baselines"))
    options.add_argument("--data", default=os.environ.get("OSM_TASKING_SHARED", os.path.join(ROOT, "../shared")) + "/data")
    options = options.parse_args()
    parts = options.only or [part for part in PARTS if not (options.no_balance and part in ("balance", "buildings"))]
    coasts = [(area, int(zoom)) for area, zoom in (case.split(",") for case in options.case)] if options.case else [case for case in COASTS if not options.quick or case in (("1000", 14), ("50000", 12), ("50000", 15))]
    boundaries = [case for case in BOUNDARIES if not options.quick or case[1] in (16, 18, 15)]
    sample, nts = 300 if options.quick else 1500, not options.no_nts
    path = os.path.join(options.out, "grids.json")
    found = json.load(open(path)) if os.path.exists(path) else {}
    with tempfile.TemporaryDirectory() as folder:
        places = Places(options.data, folder)
        makers = {
            "million": million,
            "grids": lambda: [beside_others(f"coast, {int(area):,}", area, zoom, nts, sample) for area, zoom in coasts],
            "boundaries": lambda: [beside_others(name, places.outline(name), zoom, nts, sample) for name, zoom in boundaries],
            "balance": lambda: balance(places),
            "buildings": lambda: balance(places, options.copies),
            "fuzz": lambda: fuzz(options.fuzz),
        }
        for part in parts:
            before = os.getloadavg()[0]
            found[part] = {"date": datetime.date.today().isoformat(), "load": [round(before, 1), 0], "rows": makers[part]()}
            found[part]["load"][1] = round(os.getloadavg()[0], 1)
            os.makedirs(options.out, exist_ok=True)
            json.dump({part: found[part] for part in PARTS if isinstance(found.get(part), dict)}, open(path, "w"), indent=1)
    write(os.path.join(options.out, "grids.md"), found)

def text(value, digits=3):
    return "" if value is None else f"{value:,.{digits}f}"

def grid_rows(page, part):
    page.write("| area, zoom | vertices | cells | tasks | lazy | polygons | GeoJSON (peak MB) | Shapely per cell | PostGIS naive | PostGIS tuned | NTS per cell | NTS prepared | NTS recursive |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
    for row in part["rows"]:
        us = row["ours"]
        base = max(us["lazy"]["seconds"], 1e-4)
        ratio = lambda value: "" if value is None else f"{value:,.2f} ({value / base:,.0f}x)"
        nts = [us.get(key, {}).get("seconds") for key in ("NTS per cell, sampled", "NTS prepared + OverlayNG, sampled", "NTS recursive OverlayNG")]
        page.write(f"| {row['area']}, z{row['zoom']} | {us['shape']['vertices']:,} | {us['shape']['cells']:,} | {us['shape']['tasks']:,} | {text(us['lazy']['seconds'])} | {text(us['NTS polygons']['seconds'])} | {text(us['GeoJSON']['seconds'])} ({us['peak_mb']['geojson']}) | "
                   + " | ".join(ratio(value) for value in [(row[key] or {}).get("seconds") for key in ("shapely", "postgis_naive", "postgis_tuned")] + nts) + " |\n")

def balance_rows(page, part):
    page.write("| place, buildings a task | mode | buildings | tasks | max/mean (must) | cut | covered | tasks in pieces | invalid | compactness (must) | border on lines (must) | CPU s | s | peak MB |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
    for one in part["rows"]:
        if "Tasks" in one:
            most, compact, share = MUST.get((one["place"], one["lines"]), MUST["other"][one["lines"]])
            asked = lambda value, sign: "" if value is None else f" ({sign} {value})"
            name = one["place"] if one["copies"] == 1 else f"{one['copies']} x {one['place']}"
            page.write(f"| {name}, {one['each']} | {'along lines' if one['lines'] else 'compact'} | {one['buildings']:,} | {one['Tasks']:.0f} | {one['MaxToMean']:.3f}{asked(most, '≤')} | {one['FootprintsCut']:.0f} | {100 * one['CoveredShare']:.4f} % | "
                       f"{one['TasksInSeveralPieces']:.0f} | {one['invalid']} | {one['MeanCompactness']:.3f}{asked(compact, '≥')} | {one['BorderOnLinesShare']:.2f}{asked(share, '≥')} | {one['cpu']:.1f} | {one['wall']:.1f} | {one['peak']:.0f} |\n")

def write(path, found):
    with open(path, "w") as page:
        page.write("# Grids: ours and others\n\nCPU seconds, warm, medians, on one machine; in brackets how many times ours (lazy). Only ratios travel between machines.\n"
                   f"Written by `benchmarks/peers/grids/run.sh` (`--only PART` runs one part again; the others keep their figures). {os.cpu_count()} CPUs.\n")
        told = lambda part: f"`--only {part}`, {found[part]['date']}, load {found[part]['load'][0]} before and {found[part]['load'][1]} after.\n\n"
        if "million" in found:
            page.write("\n## A million cells\n\n" + told("million") + "A coast of 50,000 vertices. CPU seconds in process, median of 9 after warming up; GeoJSON goes to a file. Peak: a process of its own that does it once; one that only makes the area is the first figure.\n\n"
                       "| cells | tasks | lazy (must 0.1, aim 0.05) | polygons (0.3, 0.2) | GeoJSON (0.5, 0.3) | peak MB: area / lazy / polygons / GeoJSON (150, 100) |\n|---:|---:|---:|---:|---:|---:|\n")
            for row in found["million"]["rows"]:
                page.write(f"| {row['cells']:,} | {row['tasks']:,} | {text(row['lazy'])} | {text(row['NTS polygons'])} | {text(row['GeoJSON'])} | {' / '.join(str(round(row['peak_mb'][kind])) for kind in ('none', 'lazy', 'polygons', 'geojson'))} |\n")
        for part, title in (("grids", "Generated coasts"), ("boundaries", "Real boundaries")):
            if part in found:
                page.write(f"\n## {title}\n\n" + told(part))
                grid_rows(page, found[part])
        if "balance" in found:
            page.write("\n## Balanced splits\n\n" + told("balance") + "CPU and wall seconds are medians of 3 cold processes, reading the extract not counted. In brackets what is asked for.\n\n")
            balance_rows(page, found["balance"])
        if "buildings" in found:
            page.write("\n## A hundred thousand buildings\n\n" + told("buildings") + "Liechtenstein laid out side by side, one rectangular area. Asked for: 15 s compact (aim 5), 60 s along lines (aim 15).\n\n")
            balance_rows(page, found["buildings"])
        if "fuzz" in found:
            one = found["fuzz"]["rows"]
            page.write(f"\n## Exactness\n\n`{one['command']}`, {one['date']}: {one['outcome']}.\n\nBorders between cells cancel without any remainder in every area. Areas are summed in rational arithmetic; what remains is the rounding of crossings to doubles, at most 1.4e-14° from their place, so the share is largest for slim shapes far east.\n")

main()
