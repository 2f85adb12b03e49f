import { call, session, type Config, type Preview } from './api';
import { attempt, h, say } from './dom';
import { kindOf, kinds } from './kinds';
import { boxOf, createMap, fit, source } from './map';

type Edit = { split: number } | { merge: number[] };
const none: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

/** Making a project: an area drawn, typed or uploaded, a kind of grid, a preview to change by hand, a name. */
export async function showWizard(page: HTMLElement, config: Config): Promise<() => void> {
  const canvas = h('div', { class: 'map' });
  const name = h('input', { id: 'name', 'data-testid': 'wizard-name', maxlength: 200, required: true });
  const kind = h('select', { id: 'kind', 'data-testid': 'wizard-kind', change: () => chosenKind() }, ...kinds.map((one) => h('option', { value: one.id }, one.label)));
  const size = h('input', { id: 'zoom', type: 'range', min: 0, 'data-testid': 'wizard-zoom', input: () => fresh() });
  const sizeText = h('span', { class: 'small', 'data-testid': 'wizard-size' });
  const note = h('p', { class: 'small' });
  const clip = h('input', { id: 'clip', type: 'checkbox', checked: true, change: () => fresh() });
  const slivers = h('input', { id: 'slivers', type: 'checkbox', change: () => fresh() });
  const lines = h('input', { id: 'lines', type: 'checkbox', 'data-testid': 'wizard-lines', change: () => fresh() });
  const clipRow = h('label', { class: 'check' }, clip, ' Cut tasks at the border');
  const sliverRow = h('label', { class: 'check' }, slivers, ' Merge slivers into their neighbours');
  const lineRow = h('label', { class: 'check' }, lines, ' Follow roads, rivers and railways');
  const count = h('p', { 'data-testid': 'wizard-count', 'aria-live': 'polite' }, 'Draw, type or upload an area.');
  const quality = h('p', { class: 'small', 'data-testid': 'wizard-quality' });
  const file = h('input', { id: 'file', type: 'file', accept: '.json,.geojson,.kml,.kmz,.zip,.osm,.gz,.pbf', change: () => void attempt(upload) });
  const sides = ['West', 'South', 'East', 'North'].map((side) => h('input', { type: 'number', step: 'any', 'aria-label': side, placeholder: side, change: () => typed() }));
  const split = h('button', { class: 'quiet', 'data-testid': 'wizard-split', disabled: true, click: () => change([...chosen].map((cell) => ({ split: cell }))) }, 'Split');
  const merge = h('button', { class: 'quiet', 'data-testid': 'wizard-merge', disabled: true, click: () => change([{ merge: [...chosen] }]) }, 'Merge');
  const undo = h('button', { class: 'quiet', 'data-testid': 'wizard-undo', disabled: true, click: () => { edits.pop(); plan(); } }, 'Undo');
  const create = h('button', { 'data-testid': 'wizard-create', disabled: true, click: () => void attempt(make) }, 'Create and publish');
  page.append(h('div', { class: 'split' }, canvas, h('aside', { class: 'side' },
    h('h1', {}, 'New project'),
    h('label', { for: 'name' }, 'Name'), name,
    h('fieldset', {}, h('legend', {}, 'Area'),
      h('p', { class: 'small' }, 'Click corners on the map; click the first one again to close. Or type the sides in degrees, or upload GeoJSON, KML, a zipped Shapefile or an OSM file.'),
      h('div', { class: 'grid2' }, ...sides), h('label', { for: 'file' }, 'File'), file),
    h('label', { for: 'kind' }, 'Kind of tasks'), kind, note,
    h('label', { for: 'zoom' }, 'Size of the tasks ', sizeText), size, clipRow, sliverRow, lineRow, count, quality,
    h('p', { class: 'small' }, 'Click cells of the preview to choose them, then split or merge them.'),
    h('div', { class: 'buttons' }, split, merge, undo), create)));

  const map = await createMap(canvas, config);
  map.jumpTo({ center: [2.012, -0.988], zoom: 12 });
  let area: GeoJSON.FeatureCollection | null = null;
  let corners: [number, number][] = [];
  let edits: Edit[] = [];
  let timer = 0;
  let asked = 0;
  const chosen = new Set<number>();

  const choices = (): Record<string, unknown> => {
    const one = kindOf(kind.value);
    const at = one.sizes[Number(size.value)]!;
    return { areaOfInterest: area, kind: one.id, size: at, ...(one.id === 'tiles' ? { zoom: at } : {}), clip: clip.checked, followLines: lines.checked, ...(slivers.checked ? { minArea: 2000 } : {}), edits };
  };
  const use = (geometry: GeoJSON.Geometry, show: boolean): void => {
    area = { type: 'FeatureCollection', features: [{ type: 'Feature', geometry, properties: {} }] };
    source(map, 'area').setData(area);
    if (show) fit(map, boxOf(geometry));
    fresh();
  };
  const fresh = (): void => {
    const one = kindOf(kind.value);
    sizeText.textContent = one.text(one.sizes[Number(size.value)]!);
    edits = [];
    plan();
  };
  const chosenKind = (): void => {
    const one = kindOf(kind.value);
    const balanced = one.id === 'balanced';
    note.textContent = one.note;
    size.max = String(one.sizes.length - 1);
    size.value = String(one.start);
    clipRow.hidden = balanced;
    sliverRow.hidden = balanced;
    lineRow.hidden = !balanced;
    fresh();
  };
  // From here until the answer is drawn nothing of the old preview can be chosen or published.
  const plan = (): void => {
    clearTimeout(timer);
    asked++;
    delete canvas.dataset['shown'];
    create.disabled = true;
    chosen.clear();
    map.removeFeatureState({ source: 'tasks' });
    marks();
    if (!area) return;
    count.textContent = 'Cutting the area …';
    quality.textContent = '';
    timer = window.setTimeout(() => void attempt(preview), 200);
  };
  const marks = (): void => {
    split.disabled = chosen.size === 0;
    merge.disabled = chosen.size < 2;
    undo.disabled = edits.length === 0;
  };
  const preview = async (): Promise<void> => {
    const mine = asked;
    let found: Preview;
    try {
      found = await call<Preview>('/api/map/grid-preview', choices());
    } catch (fault) {
      // What was refused must not stay in the way of the next try.
      if (mine === asked) count.textContent = '';
      if (mine === asked && edits.length > 0) { edits.pop(); plan(); }
      throw fault;
    }
    if (mine !== asked) return;
    const problem = found.problems[0];
    count.textContent = problem ? `${problem.path} ${problem.message}` : `${found.count} tasks, ${(found.areaSquareMetres / 1e6).toFixed(2)} km² in all`;
    quality.textContent = problem || !found.quality ? '' : describe(found);
    source(map, 'tasks').setData(found.tasks ?? none);
    void map.once('idle', () => { if (mine === asked) canvas.dataset['shown'] = String(found.count); });
    create.disabled = problem !== undefined || found.count === 0;
  };
  const describe = (found: Preview): string => {
    const { quality: q } = found;
    const km2 = (value: number): string => (value / 1e6).toFixed(value < 1e5 ? 4 : 2);
    const sizes = `${km2(q!.smallestSquareMetres)} to ${km2(q!.largestSquareMetres)} km² each`;
    if (kind.value !== 'balanced') return sizes;
    const along = q!.borderOnLinesShare > 0 ? `, ${Math.round(q!.borderOnLinesShare * 100)} % of borders on lines` : '';
    return `${q!.meanMinutes.toFixed(1)} minutes on average, the largest ${q!.maxToMean.toFixed(2)} times that; ${q!.buildingsCut} buildings cut${along}; ${sizes}`;
  };
  const change = (more: Edit[]): void => {
    edits = [...edits, ...more];
    plan();
  };
  const typed = (): void => {
    const [west, south, east, north] = sides.map((side) => (side.value === '' ? NaN : Number(side.value)));
    if ([west, south, east, north].every((side) => Number.isFinite(side))) {
      use({ type: 'Polygon', coordinates: [[[west!, south!], [east!, south!], [east!, north!], [west!, north!], [west!, south!]]] }, true);
    }
  };
  const upload = async (): Promise<void> => {
    const given = file.files![0]!;
    const answer = await fetch(`/api/map/areas?name=${encodeURIComponent(given.name)}`, {
      method: 'POST', body: given, headers: { Authorization: `Token ${btoa(session()?.session_token ?? '')}`, 'Content-Type': 'application/octet-stream' },
    });
    if (!answer.ok) throw new Error(answer.status === 413 ? 'The file is too large: 10 MB are the most.' : `The server answered ${answer.status}.`);
    const found = (await answer.json()) as { area: GeoJSON.Geometry | null; notes: string[]; problems: { message: string; path: string }[] };
    const problem = found.problems[0];
    if (problem || !found.area) throw new Error(`${problem?.path ?? ''} ${problem?.message ?? 'There is no area in it.'}`.trim());
    use(found.area, true);
    if (found.notes.length > 0) say(found.notes.join('; '));
  };
  const make = async (): Promise<void> => {
    if (!name.reportValidity()) return;
    const made = await call<{ projectId: number }>('/api/map/projects', { name: name.value, ...choices() });
    say(`Project ${made.projectId} is open.`);
    location.hash = `#/projects/${made.projectId}`;
  };
  const choose = (cell: number): void => {
    const on = !chosen.delete(cell);
    if (on) chosen.add(cell);
    map.setFeatureState({ source: 'tasks', id: cell }, { chosen: on });
    marks();
  };
  map.on('click', (event) => {
    if (area && canvas.dataset['shown'] === undefined && corners.length === 0) return;
    const cell = corners.length === 0 ? map.queryRenderedFeatures(event.point, { layers: ['tasks'] })[0] : undefined;
    if (cell) {
      choose(Number(cell.id));
      return;
    }
    const first = corners[0] && map.project(corners[0]);
    if (first && corners.length >= 3 && Math.hypot(first.x - event.point.x, first.y - event.point.y) < 12) {
      use({ type: 'Polygon', coordinates: [[...corners, corners[0]!]] }, false);
      corners = [];
      return;
    }
    corners.push([event.lngLat.lng, event.lngLat.lat]);
    source(map, 'area').setData({ type: 'Feature', geometry: { type: 'LineString', coordinates: corners.length > 1 ? corners : [corners[0]!, corners[0]!] }, properties: {} });
  });
  chosenKind();
  document.documentElement.dataset['ready'] = 'true';
  return () => { clearTimeout(timer); map.remove(); };
}
