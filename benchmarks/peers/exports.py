"""Exports a scale file from PostGIS with us, and GeoJSON with ogr2ogr, on one server made for it; CPU is that of client and server. See run.sh."""
import argparse
import json
import os
import statistics
import zipfile

from database import Server
from peers import HOST, scale_file

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


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument('--scale', default='M60')
    options.add_argument('--data', default='../shared')
    options.add_argument('--work', default='/tmp/osmtasking-peers')
    options.add_argument('--runs', type=int, default=3)
    options.add_argument('--formats', default='geojson,fgb,gpkg,shp,csv,kml,sql')
    chosen = options.parse_args()
    os.makedirs(chosen.work, exist_ok=True)
    area = os.path.join(chosen.work, 'everything.geojson')
    with open(area, 'w', encoding='utf-8') as file:
        json.dump(AREA, file)
    with Server(os.path.join(chosen.work, 'pg'), 54392) as server:
        server.renew()
        server.timed(HOST + ['import', scale_file(chosen.scale, os.path.abspath(chosen.data), chosen.work), '--database', server.connection()], chosen.work)
        print('| what | MB | CPU s | wall s | MB/s of CPU | MB/s of wall | peak MiB of the client |\n|---|---|---|---|---|---|---|')
        for name in chosen.formats.split(','):
            output = os.path.join(chosen.work, 'export.zip')
            command = HOST + ['export', '--area', area, '-o', output, '-f', name, '--database', server.connection()]
            runs = [server.timed(command, chosen.work) for _ in range(chosen.runs + 1)][1:]
            print(row(f'{name}, zipped', size(output), runs), flush=True)
        output = os.path.join(chosen.work, 'ogr.geojson')
        runs = []
        for _ in range(chosen.runs):
            if os.path.exists(output):
                os.remove(output)
            runs.append(server.timed(['ogr2ogr', '-f', 'GeoJSON', output, f'PG:host=127.0.0.1 port={server.port} user=postgres dbname=peers', '-sql', LAYERS], chosen.work))
        print(row('geojson by ogr2ogr, not zipped', os.path.getsize(output), runs))


if __name__ == '__main__':
    main()
