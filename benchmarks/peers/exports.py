"""Exports a scale file from PostGIS with us, and GeoJSON with ogr2ogr, on one server made for it; CPU is that of client and server. See run.sh."""
import argparse
import json
import os
import platform
import statistics
import zipfile

from database import Server
from peers import HOST, ROOT, scale_file

# Everything: the rectangle is what most requests are, and the planner takes it as one.
AREA = {'type': 'Polygon', 'coordinates': [[[-179, -85], [179, -85], [179, 85], [-179, 85], [-179, -85]]]}
LAYERS = ' union all '.join(f'select osm_id, tags, geom from raw_data.{table}' for table in ('nodes', 'ways_line', 'ways_poly', 'relations'))


def size(path):
    """Bytes of the data before packing."""
    with zipfile.ZipFile(path) as archive:
        return sum(entry.file_size for entry in archive.infolist() if entry.filename.startswith('export'))


def row(name, sizes, runs):
    cpu, wall, peak = (statistics.median(run[i] for run in runs) for i in range(3))
    return f'| {name} | {sizes / 1e6:.0f} | {cpu:.1f} | {wall:.1f} | {sizes / 1e6 / cpu:.0f} | {sizes / 1e6 / wall:.0f} | {peak:.0f} |'


def ours(server, area, name, count, work):
    output = os.path.join(work, 'export.zip')
    command = HOST + ['export', '--area', area, '-o', output, '-f', name, '--database', server.connection()]
    runs = [server.timed(command, work) for _ in range(count + 1)][1:]
    return size(output), runs


def ogr(server, count, work):
    output = os.path.join(work, 'ogr.geojson')
    runs = []
    for _ in range(count):
        if os.path.exists(output):
            os.remove(output)
        runs.append(server.timed(['ogr2ogr', '-f', 'GeoJSON', output, f'PG:host=127.0.0.1 port={server.port} user=postgres dbname=peers', '-sql', LAYERS], work))
    return os.path.getsize(output), runs


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument('--files', default='L60,M60')
    options.add_argument('--shared', default=os.path.join(ROOT, '..', 'shared'))
    options.add_argument('--work', default='/tmp/osmtasking-peers')
    options.add_argument('--runs', type=int, default=3)
    options.add_argument('--formats', default='geojson,fgb,gpkg,shp,csv,kml,sql,mbtiles,pmtiles')
    options.add_argument('--output', default=os.path.join(ROOT, 'benchmarks/baselines/exports.md'))
    chosen = options.parse_args()
    os.makedirs(chosen.work, exist_ok=True)
    area = os.path.join(chosen.work, 'everything.geojson')
    with open(area, 'w', encoding='utf-8') as file:
        json.dump(AREA, file)
    rows = []
    with Server(os.path.join(chosen.work, 'pg'), 54392) as server:
        for scale in chosen.files.split(','):
            server.renew()
            server.timed(HOST + ['import', scale_file(scale, os.path.abspath(chosen.shared), chosen.work), '--database', server.connection()], chosen.work)
            for name in chosen.formats.split(','):
                rows.append(row(f'{scale} {name}, zipped', *ours(server, area, name, chosen.runs, chosen.work)))
                print(rows[-1], flush=True)
            rows.append(row(f'{scale} GeoJSON by ogr2ogr, not zipped', *ogr(server, chosen.runs, chosen.work)))
            print(rows[-1], flush=True)
    with open(chosen.output, 'w', encoding='utf-8') as out:
        out.write('# Exports of all features of a scale file from PostGIS\n\n')
        out.write(f'Made by `benchmarks/peers/run.sh exports --runs {chosen.runs}` on {os.cpu_count()} cores ({platform.machine()}, load {os.getloadavg()[0]:.1f} at the end). '
                  'CPU is that of client and server together, packing included; medians. MB are of what is in the zip, unpacked.\n\n')
        out.write('| what | MB | CPU s | wall s | MB/s of CPU | MB/s of wall | peak MiB of the client |\n|---|---|---|---|---|---|---|\n')
        out.write('\n'.join(rows) + '\n')


if __name__ == '__main__':
    main()
