"""Times commands in pairs, ours and a peer's in turn, and writes a table of medians and ratios. See run.sh."""
import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
BENCH = ['dotnet', os.path.join(ROOT, 'artifacts/bin/OsmTasking.Benchmarks/release/OsmTasking.Benchmarks.dll')]
HOST = [os.path.join(ROOT, 'artifacts/host/osmtasking')]
# Libosmium, in osmium and osm2pgsql alike, throws what it read out of the page cache, and whoever comes next reads from disk. Not here: all read from the cache.
os.environ['OSMIUM_CLEAN_PAGE_CACHE_AFTER_READ'] = 'no'
CACHED = ('All read their programs and their file from the page cache: both are read once more right before each run, and `OSMIUM_CLEAN_PAGE_CACHE_AFTER_READ=no` '
          'keeps the peers from dropping the file, for which the next one would pay.')
THREADS = {'1': '1 thread', '2': '2 threads'}
SCALES = {'L60': ('liechtenstein', 47), 'M60': ('malta', 16), 'L300': ('liechtenstein', 232)}


def scale_file(name, shared, work):
    """Makes a scale file out of a real extract, once."""
    path = os.path.join(work, name + '.osm.pbf')
    if not os.path.exists(path):
        country, copies = SCALES[name]
        subprocess.run(['/usr/bin/python3', os.path.join(shared, 'tools/tile.py'), '-n', str(copies),
                        os.path.join(shared, 'data', country + '.osm.pbf'), path], check=True, stdout=subprocess.DEVNULL)
    return path


def cache(command):
    """Reads the files that a command names, its program, and what that loads: a machine may have dropped what nobody used for half a minute, as long as a peer runs."""
    program = shutil.which(command[0])
    libraries = subprocess.run(['ldd', program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
    files = [*command, program, *(word for word in libraries.split() if word.startswith('/'))]
    for folder in {os.path.dirname(path) for path in files if path.startswith(ROOT)}:
        files += (entry.path for entry in os.scandir(folder))
    for path in filter(os.path.isfile, files):
        with open(path, 'rb') as file:
            while file.read(1 << 20):
                pass


def timed(command, work):
    """Runs a command; returns CPU seconds (user + system), wall seconds and peak memory in MiB."""
    cache(command)
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=work)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status != 0:
        sys.exit(f'{" ".join(command)} failed: {errors.decode(errors="replace")[-500:]}')
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def pairs(ours, theirs, count, work):
    timed(ours, work)
    timed(theirs, work)  # Once each for the page cache.
    runs = []
    for turn in range(count):
        a, b = (timed(ours, work), timed(theirs, work)) if turn % 2 == 0 else reversed((timed(theirs, work), timed(ours, work)))
        runs.append((a, b))
    return runs


def median(values):
    return statistics.median(values)


def comparisons(files, work):
    """Name, our command, the peer, its command. Of the large file only what its goals name."""
    for name, path in files.items():
        large = name == 'L300'
        fileinfo = 'osmium fileinfo -e', ['osmium', 'fileinfo', '-e', path]
        if not large:
            yield f'{name} decode, 1 thread', BENCH + ['decode', path, '1'], 'pure inflate', BENCH + ['inflate', path, '1']
        for threads, told in THREADS.items():
            yield f'{name} decode, {told}', BENCH + ['decode', path, threads], *fileinfo
        if not large:
            yield f'{name} info --extended', HOST + ['info', '-e', path], *fileinfo
        for fmt in ('pg',) if large else ('pg', 'geojsonseq'):
            for threads, told in THREADS.items():
                yield (f'{name} features to {fmt}, {told}', BENCH + [fmt, path, threads],
                       f'osmium export -f {fmt}', ['osmium', 'export', '-f', fmt, '-o', '/dev/null', '--overwrite', path])
        if name == 'M60':
            out = os.path.join(work, 'out.fgb')
            yield (f'{name} features to FlatGeobuf', HOST + ['extract', path, '-o', out],
                   'ogr2ogr -f FlatGeobuf', ['sh', '-c', f'rm -rf {work}/ogr; ogr2ogr -f FlatGeobuf {work}/ogr {path}'])


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument('--pairs', type=int, default=5)
    options.add_argument('--large', action='store_true', help='the 300 MB file too')
    options.add_argument('--files', default='L60,M60', help='which scale files')
    options.add_argument('--shared', default=os.path.join(ROOT, '..', 'shared'))
    options.add_argument('--work', default='/tmp/osmtasking-peers')
    options.add_argument('--only', help='only comparisons whose name or peer has this in it')
    options.add_argument('--output', default=os.path.join(ROOT, 'benchmarks/baselines/geometry-pipeline.md'))
    chosen = options.parse_args()
    os.makedirs(chosen.work, exist_ok=True)
    names = chosen.files.split(',') + (['L300'] if chosen.large else [])
    files = {name: scale_file(name, os.path.abspath(chosen.shared), chosen.work) for name in names}
    rows = []
    for name, ours, peer, theirs in comparisons(files, chosen.work):
        if chosen.only and chosen.only not in name + ' ' + peer:
            continue
        if shutil.which(theirs[0]) is None:
            print(f'left out: {name}: {theirs[0]} is not installed', file=sys.stderr)
            continue
        runs = pairs(ours, theirs, chosen.pairs, chosen.work)
        a, b = [run[0] for run in runs], [run[1] for run in runs]
        rows.append((name, peer, *(f'{median([x[i] for x in a]):.2f} / {median([x[i] for x in b]):.2f} | '
                                   f'{median([x[i] / y[i] for x, y in zip(a, b)]):.2f}' for i in (0, 1)),
                     f'{median([x[2] for x in a]):.0f} / {median([x[2] for x in b]):.0f}'))
        print(' | '.join(rows[-1]), flush=True)
    with open(chosen.output, 'w', encoding='utf-8') as out:
        out.write('# The geometry pipeline beside its peers\n\n')
        out.write(f'Made by `benchmarks/peers/run.sh{" --large" if chosen.large else ""} --pairs {chosen.pairs}` on {os.cpu_count()} cores '
                  f'({platform.machine()}, load {os.getloadavg()[0]:.1f} at the end). Medians; ratios are medians of the ratios of each pair, '
                  'ours / theirs. CPU is user + system of the whole process, start-up included. ' + CACHED + '\n\n')
        out.write('| what | peer | CPU s ours / theirs | ratio | wall s ours / theirs | ratio | peak MiB ours / theirs |\n|---|---|---|---|---|---|---|\n')
        for row in rows:
            out.write('| ' + ' | '.join(row) + ' |\n')


if __name__ == "__main__":
    main()
