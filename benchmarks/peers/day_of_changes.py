"""Makes change files out of a PBF file: python3 day_of_changes.py FILE OUT.osc.gz SEED. About 10,000 objects a file, as a day brings to a country of 60 MB:
nodes moved, buildings drawn, tags changed, ways and nodes deleted, relations with a member less."""
import os
import random
import subprocess
import sys

import osmium


class Day(osmium.SimpleHandler):
    def __init__(self, writer, seed, share):
        super().__init__()
        self.writer, self.random, self.share = writer, random.Random(seed), share
        self.next_id = (1 << 41) + seed * 1_000_000

    def picked(self, weight):
        return self.random.random() < weight * self.share

    def node(self, node):
        if self.picked(1):
            place = node.location
            self.writer.add_node(node.replace(version=node.version + 1, location=(place.lon + self.random.uniform(-1e-4, 1e-4), place.lat + self.random.uniform(-1e-4, 1e-4))))
        elif self.picked(0.15):
            self.building(node.location)

    def building(self, place):
        ids = list(range(self.next_id, self.next_id + 4))
        self.next_id += 5
        for i, (x, y) in zip(ids, ((0, 0), (1e-4, 0), (1e-4, 1e-4), (0, 1e-4))):
            self.writer.add_node(osmium.osm.mutable.Node(id=i, version=1, visible=True, changeset=1, uid=1, user='x', timestamp='2026-01-01T00:00:00Z', location=(place.lon + x, place.lat + y), tags={}))
        self.writer.add_way(osmium.osm.mutable.Way(id=ids[0] + 4, version=1, visible=True, changeset=1, uid=1, user='x', timestamp='2026-01-01T00:00:00Z', nodes=ids + ids[:1], tags={'building': 'yes'}))

    def way(self, way):
        if self.picked(3):
            self.writer.add_way(way.replace(version=way.version + 1, tags={**dict(way.tags), 'note': str(self.random.random())}))
        elif self.picked(0.5):
            self.writer.add_way(way.replace(version=way.version + 1, visible=False, tags={}, nodes=[]))

    def relation(self, relation):
        if self.picked(10) and len(relation.members) > 1:
            self.writer.add_relation(relation.replace(version=relation.version + 1, members=[(m.type, m.ref, m.role) for m in relation.members][:-1]))


def main():
    source, target, seed = sys.argv[1:4]
    raw = target + '.raw.osc.gz'
    writer = osmium.SimpleWriter(raw)
    Day(writer, int(seed), 1 / 1500).apply_file(source)
    writer.close()
    subprocess.run(['osmium', 'merge-changes', '--simplify', '--overwrite', '-o', target, raw], check=True)  # Sorted, as osm2pgsql wants it.
    os.remove(raw)


main()
