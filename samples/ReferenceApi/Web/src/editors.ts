import { h } from './dom';
import { boxOf } from './map';

/** Links that open the task in iD and in JOSM (remote control). Every value is a number or escaped. */
export function editorLinks(project: number, task: number, shape: GeoJSON.Geometry | undefined): HTMLElement[] {
  if (!shape) return [];
  const [west, south, east, north] = boxOf(shape);
  const zoom = Math.min(19, Math.max(1, Math.round(Math.log2(360 / Math.max(east - west, 1e-6)))));
  const gpx = new URL(`/api/v2/projects/${project}/tasks/queries/gpx/?tasks=${task}`, location.href);
  const id = `https://www.openstreetmap.org/edit?editor=id&gpx=${encodeURIComponent(gpx.href)}#map=${zoom}/${(south + north) / 2}/${(west + east) / 2}`;
  const josm = `http://127.0.0.1:8111/load_and_zoom?left=${west}&bottom=${south}&right=${east}&top=${north}`;
  return [
    h('a', { href: id, target: '_blank', rel: 'noopener' }, 'Open in iD'), ' ' as unknown as HTMLElement,
    h('a', { href: josm, target: 'josm', rel: 'noopener' }, 'Open in JOSM'), ' ' as unknown as HTMLElement,
    h('a', { href: `/api/map/projects/${project}/tasks/${task}/features?as_file=true` }, 'Features (GeoJSON)'),
  ];
}

/** Links that open an item in iD and in JOSM, with the OSM object that it is about chosen, if it names one (way/12). */
export function itemLinks([lon, lat]: [number, number], features: GeoJSON.FeatureCollection | null): HTMLElement[] {
  const named = features?.features.map((feature) => String(feature.properties?.['@id'] ?? feature.properties?.['osm_id'] ?? feature.id ?? '')).find((name) => /^(node|way|relation)[/-]\d+$/.test(name));
  const [kind, number] = named?.split(/[/-]/) ?? [];
  const id = `https://www.openstreetmap.org/edit?editor=id${kind ? `&${kind}=${number}` : ''}#map=19/${lat}/${lon}`;
  const josm = `http://127.0.0.1:8111/load_and_zoom?left=${lon - 0.001}&bottom=${lat - 0.001}&right=${lon + 0.001}&top=${lat + 0.001}${kind ? `&select=${kind}${number}` : ''}`;
  return [
    h('a', { href: id, target: '_blank', rel: 'noopener', 'data-key': 'i', 'data-testid': 'item-id-editor' }, 'Open in iD', h('kbd', {}, 'I')),
    h('a', { href: josm, target: 'josm', rel: 'noopener', 'data-key': 'j', 'data-testid': 'item-josm' }, 'Open in JOSM', h('kbd', {}, 'J')),
  ];
}
