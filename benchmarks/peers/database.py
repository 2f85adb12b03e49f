"""Imports a scale file into PostGIS with us and with osm2pgsql in turn, on one server made for it; CPU is that of client and server. See run.sh."""
import argparse
import os
import platform
import pwd
import shutil
import statistics
import subprocess
import sys
import time

from peers import CACHED, HOST, ROOT, scale_file, timed

PG_BIN = '/usr/lib/postgresql/15/bin'
TICK = os.sysconf('SC_CLK_TCK')
# The same for both; osm2pgsql's manual recommends such a server for imports.
SETTINGS = {'listen_addresses': '127.0.0.1', 'max_connections': 100, 'shared_buffers': '1GB', 'maintenance_work_mem': '1GB', 'work_mem': '64MB',
            'max_wal_size': '10GB', 'checkpoint_timeout': '60min', 'wal_level': 'minimal', 'max_wal_senders': 0, 'synchronous_commit': 'off', 'autovacuum': 'off'}


class Server:
    """A PostgreSQL server of its own, with a PostGIS database."""

    def __init__(self, folder, port):
        self.folder, self.port = folder, port
        self.as_postgres = ['runuser', '-u', 'postgres', '--'] if os.getuid() == 0 else []

    def __enter__(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        if self.as_postgres:
            shutil.chown(self.folder, 'postgres')
        data = os.path.join(self.folder, 'data')
        self.run(f'{PG_BIN}/initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale')
        settings = ' '.join(f'-c {name}={value}' for name, value in {**SETTINGS, 'port': self.port, 'unix_socket_directories': self.folder}.items())
        self.run(f'{PG_BIN}/pg_ctl', '-D', data, '-w', '-l', os.path.join(self.folder, 'log'), 'start', '-o', settings)
        with open(os.path.join(data, 'postmaster.pid'), encoding='ascii') as file:
            self.pid = int(file.readline())
        return self

    def __exit__(self, *_):
        self.run(f'{PG_BIN}/pg_ctl', '-D', os.path.join(self.folder, 'data'), '-m', 'immediate', 'stop')
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *command):
        subprocess.run([*self.as_postgres, *command], check=True, stdout=subprocess.DEVNULL, cwd='/')

    def sql(self, text, database='peers'):
        done = subprocess.run(['psql', '-h', '127.0.0.1', '-p', str(self.port), '-U', 'postgres', '-qAt', '-v', 'ON_ERROR_STOP=1', '-c', text, database],
                              check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return done.stdout.decode().strip()

    def renew(self):
        self.sql('drop database if exists peers with (force)', 'postgres')
        self.sql('create database peers', 'postgres')
        self.sql('create extension postgis')
        self.sql('checkpoint')

    def cpu(self):
        """CPU seconds of the server so far: of itself, of children that have ended, and of those that live."""
        while int(self.sql("select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()", 'postgres')):
            time.sleep(0.05)
        total = 0
        for pid in filter(str.isdigit, os.listdir('/proc')):
            try:
                with open(f'/proc/{pid}/stat', encoding='ascii', errors='replace') as file:
                    fields = file.read().rpartition(')')[2].split()
            except OSError:
                continue
            if int(pid) == self.pid:
                total += sum(map(int, fields[11:15]))
            elif int(fields[1]) == self.pid:
                total += sum(map(int, fields[11:13]))
        return total / TICK

    def connection(self):
        return f'Host=127.0.0.1;Port={self.port};Username=postgres;Database=peers'

    def osm2pgsql(self, path, *options):
        return ['osm2pgsql', '-d', f'postgresql://postgres@127.0.0.1:{self.port}/peers', '-O', 'flex', '-S', os.path.join(ROOT, 'benchmarks/peers/topological.lua'),
                *options, path]

    def timed(self, command, work):
        before = self.cpu()
        cpu, wall, peak = timed(command, work)
        return cpu + self.cpu() - before, wall, peak


def compare(server, ours, theirs, count, work, before=lambda who: None):
    """Runs both in turn in an emptied database; before prepares what is not timed."""
    runs = []
    for turn in range(count):
        pair = {}
        for who in ('ours', 'theirs') if turn % 2 == 0 else ('theirs', 'ours'):
            server.renew()
            before(who)
            pair[who] = server.timed(ours if who == 'ours' else theirs, work)
        runs.append((pair['ours'], pair['theirs']))
        print(f'  {turn + 1}: ours {pair["ours"][0]:.1f} CPU s, {pair["ours"][1]:.1f} s; theirs {pair["theirs"][0]:.1f} CPU s, {pair["theirs"][1]:.1f} s', file=sys.stderr, flush=True)
    return runs


def days(server, path, ours, count, work):
    """Applies the same change files, one for each day, to both databases, which lie side by side on the server."""
    server.renew()
    server.timed(ours, work)
    server.timed(server.osm2pgsql(path, '-x', '--slim'), work)
    server.sql('vacuum analyze')
    runs = []
    for day in range(count):
        changes = os.path.join(work, f'{os.path.basename(path)}.{day}.osc.gz')
        if not os.path.exists(changes):
            subprocess.run(['/usr/bin/python3', os.path.join(ROOT, 'benchmarks/peers/day_of_changes.py'), path, changes, str(day + 1)], check=True)
        pair = {}
        for who in ('ours', 'theirs') if day % 2 == 0 else ('theirs', 'ours'):
            command = HOST + ['update', changes, '--database', server.connection()] if who == 'ours' else server.osm2pgsql(changes, '-x', '--slim', '--append')
            pair[who] = server.timed(command, work)
        runs.append((pair['ours'], pair['theirs']))
        print(f'  {day + 1}: ours {pair["ours"][0]:.1f} CPU s, {pair["ours"][1]:.1f} s; theirs {pair["theirs"][0]:.1f} CPU s, {pair["theirs"][1]:.1f} s', file=sys.stderr, flush=True)
    return runs


def row(name, peer, runs):
    a, b = [run[0] for run in runs], [run[1] for run in runs]
    cells = [f'{statistics.median(x[i] for x in a):.1f} / {statistics.median(x[i] for x in b):.1f} | {statistics.median(y[i] / x[i] for x, y in runs):.2f}x' for i in (0, 1)]
    return f'| {name} | {peer} | {cells[0]} | {cells[1]} | {statistics.median(x[2] for x in a):.0f} / {statistics.median(x[2] for x in b):.0f} |'


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument('--pairs', type=int, default=5)
    options.add_argument('--shared', default=os.path.join(ROOT, '..', 'shared'))
    options.add_argument('--work', default='/tmp/osmtasking-peers')
    options.add_argument('--only', default='', help='only comparisons whose name has this in it')
    options.add_argument('--files', default='L60,M60')
    options.add_argument('--output', default=os.path.join(ROOT, 'benchmarks/baselines/raw-data.md'))
    chosen = options.parse_args()
    os.makedirs(chosen.work, exist_ok=True)
    os.environ['PEER_SCHEMA'] = 'public'
    rows = []
    with Server(os.path.join(chosen.work, 'pg'), 54391) as server:
        for name in chosen.files.split(','):
            path = scale_file(name, os.path.abspath(chosen.shared), chosen.work)
            ours = HOST + ['import', path, '--database', server.connection(), '--tag-indexes', 'false']
            for what, theirs, mine in (
                    (f'{name} import', server.osm2pgsql(path, '-x'), ours + ['--updatable', 'false']),
                    (f'{name} updatable import', server.osm2pgsql(path, '-x', '--slim'), ours)):
                if chosen.only in what:
                    rows.append(row(what, 'osm2pgsql' + (' --slim' if '--slim' in theirs else ''), compare(server, mine, theirs, chosen.pairs, chosen.work)))
                    print(rows[-1], flush=True)
            if chosen.only in f'{name} a day of changes':
                rows.append(row(f'{name} a day of changes', 'osm2pgsql --append', days(server, path, ours, chosen.pairs, chosen.work)))
                print(rows[-1], flush=True)
    with open(chosen.output, 'w', encoding='utf-8') as out:
        out.write('# Raw data in PostGIS beside osm2pgsql\n\n')
        out.write(f'Made by `benchmarks/peers/run.sh database --pairs {chosen.pairs}` on {os.cpu_count()} cores ({platform.machine()}, load {os.getloadavg()[0]:.1f} at the end). '
                  'CPU is that of client and server together. Ours is the host that `./build.sh publish` makes. osm2pgsql runs with a flex style of the same tables, columns and indexes (topological.lua) and metadata (-x). ' + CACHED +
                  ' Medians; ratios are medians of the ratios of each pair, theirs / ours.\n\n')
        out.write('| what | peer | CPU s ours / theirs | ratio | wall s ours / theirs | ratio | peak MiB of the client ours / theirs |\n|---|---|---|---|---|---|---|\n')
        out.write('\n'.join(rows) + '\n')


if __name__ == '__main__':
    main()
