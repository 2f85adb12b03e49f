import { call, type Config, type Preview } from './api';
import { attempt, h, say } from './dom';
import { boxOf, createMap, fit, source } from './map';

/** Making a project: an area drawn, typed or uploaded, a zoom, a preview, a name. */
export async function showWizard(page: HTMLElement, config: Config): Promise<() => void> {
  const canvas = h('div', { class: 'map' });
  const name = h('input', { id: 'name', 'data-testid': 'wizard-name', maxlength: 200, required: true });
  const zoom = h('input', { id: 'zoom', type: 'range', min: 8, max: 18, value: 15, 'data-testid': 'wizard-zoom', input: () => plan() });
  const clip = h('input', { id: 'clip', type: 'checkbox', checked: true, change: () => plan() });
  const count = h('p', { 'data-testid': 'wizard-count', 'aria-live': 'polite' }, 'Draw, type or upload an area.');
  const file = h('input', { id: 'file', type: 'file', accept: '.json,.geojson', change: () => void attempt(upload) });
  const sides = ['West', 'South', 'East', 'North'].map((side) => h('input', { type: 'number', step: 'any', 'aria-label': side, placeholder: side, change: () => typed() }));
  const create = h('button', { 'data-testid': 'wizard-create', disabled: true, click: () => void attempt(make) }, 'Create and publish');
  page.append(h('div', { class: 'split' }, canvas, h('aside', { class: 'side' },
    h('h1', {}, 'New project'),
    h('label', { for: 'name' }, 'Name'), name,
    h('fieldset', {}, h('legend', {}, 'Area'),
      h('p', { class: 'small' }, 'Click corners on the map; click the first one again to close. Or type the sides in degrees, or upload GeoJSON.'),
      h('div', { class: 'grid2' }, ...sides), h('label', { for: 'file' }, 'GeoJSON file'), file),
    h('label', { for: 'zoom' }, 'Size of the tasks'), zoom,
    h('label', { class: 'check' }, clip, ' Cut tasks at the border'), count, create)));

  const map = await createMap(canvas, config);
  map.jumpTo({ center: [2.012, -0.988], zoom: 12 });
  let area: GeoJSON.FeatureCollection | null = null;
  let corners: [number, number][] = [];
  let timer = 0;

  const use = (geometry: GeoJSON.Geometry, show: boolean): void => {
    area = { type: 'FeatureCollection', features: [{ type: 'Feature', geometry, properties: {} }] };
    source(map, 'area').setData(area);
    if (show) fit(map, boxOf(geometry));
    plan();
  };
  const plan = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void attempt(preview), 200);
  };
  const preview = async (): Promise<void> => {
    create.disabled = true;
    if (!area) return;
    const found = await call<Preview>('/api/map/grid-preview', { areaOfInterest: area, zoom: Number(zoom.value), clip: clip.checked });
    const problem = found.problems[0];
    count.textContent = problem ? `${problem.path} ${problem.message}` : `${found.count} tasks at zoom ${zoom.value}, ${(found.areaSquareMetres / 1e6).toFixed(2)} km² in all`;
    source(map, 'tasks').setData(found.tasks ?? { type: 'FeatureCollection', features: [] });
    create.disabled = problem !== undefined || found.count === 0;
  };
  const typed = (): void => {
    const [west, south, east, north] = sides.map((side) => (side.value === '' ? NaN : Number(side.value)));
    if ([west, south, east, north].every((side) => Number.isFinite(side))) {
      use({ type: 'Polygon', coordinates: [[[west!, south!], [east!, south!], [east!, north!], [west!, north!], [west!, south!]]] }, true);
    }
  };
  const upload = async (): Promise<void> => {
    const text = await file.files![0]!.text();
    const json = JSON.parse(text) as GeoJSON.GeoJSON;
    area = json.type === 'FeatureCollection' ? json : { type: 'FeatureCollection', features: [json.type === 'Feature' ? json : { type: 'Feature', geometry: json, properties: {} }] };
    source(map, 'area').setData(area);
    const first = area.features[0]?.geometry;
    if (first) fit(map, boxOf(first));
    plan();
  };
  const make = async (): Promise<void> => {
    if (!name.reportValidity()) return;
    const made = await call<{ projectId: number }>('/api/map/projects', { name: name.value, areaOfInterest: area, zoom: Number(zoom.value), clip: clip.checked });
    say(`Project ${made.projectId} is open.`);
    location.hash = `#/projects/${made.projectId}`;
  };
  map.on('click', (event) => {
    const first = corners[0] && map.project(corners[0]);
    if (first && corners.length >= 3 && Math.hypot(first.x - event.point.x, first.y - event.point.y) < 12) {
      use({ type: 'Polygon', coordinates: [[...corners, corners[0]!]] }, false);
      corners = [];
      return;
    }
    corners.push([event.lngLat.lng, event.lngLat.lat]);
    source(map, 'area').setData({ type: 'Feature', geometry: { type: 'LineString', coordinates: corners.length > 1 ? corners : [corners[0]!, corners[0]!] }, properties: {} });
  });
  document.documentElement.dataset['ready'] = 'true';
  return () => { clearTimeout(timer); map.remove(); };
}
