import type * as maplibre from 'maplibre-gl';
import { session, type Config } from './api';
import { attempt, h, say } from './dom';
import { itemEditor, type ItemEditor } from './itemEdit';
import { editList } from './itemEdits';
import { byStatus, items, Refusal, type Item, type ItemProject, type ItemSettings, type Stats } from './items';
import { itemLinks } from './editors';
import { hear } from './live';
import { boxOf, createMap, fit, source } from './map';

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const chosenStrategy = 'osmtasking.strategy';
const results = [
  { status: 'fixed', key: 'f', text: 'Fixed', done: 'Fixed. Thank you!' },
  { status: 'noterror', key: 'n', text: 'Not an error', done: 'Noted: nothing is wrong there.' },
  { status: 'unfixable', key: 't', text: 'Too hard', done: 'Noted: too hard from here.' },
] as const;

/** The item mode: one item after another, a key for each answer. */
export async function showItemWork(page: HTMLElement, config: Config, id: string): Promise<() => void> {
  if (!session()) {
    page.append(h('section', { class: 'list' }, h('p', {}, 'Sign in to work on micro-tasks.')));
    document.documentElement.dataset['ready'] = 'true';
    return () => {};
  }
  const project = await items<ItemProject>(`/projects/${id}`);
  const settings = await items<ItemSettings>(`/projects/${id}/settings`);
  const canvas = h('div', { class: 'map', role: 'application', 'aria-label': 'Map of the item and the data around it' });
  const place = h('section', { class: 'task', 'data-testid': 'item-panel', 'aria-label': 'Item' });
  const counts = h('ul', { class: 'counts', 'data-testid': 'item-counts', 'aria-label': 'What you did here' });
  const rest = h('p', { class: 'small', 'data-testid': 'item-rest' });
  const strategy = h('select', { id: 'strategy', 'data-testid': 'strategy' },
    h('option', { value: 'near' }, 'the one nearest to the last'), h('option', { value: 'random' }, 'the most urgent, anywhere'),
    h('option', { value: 'viewport' }, 'one in the map view'), h('option', { value: 'sequence' }, 'one after another'));
  strategy.value = localStorage.getItem(chosenStrategy) ?? strategy.value;
  if (strategy.value === '') strategy.value = 'near';
  const edits = editList((work) => void attempt(work));
  const side = h('aside', { class: 'side' }, h('h1', {}, project.name), rest, counts, place, h('label', { for: 'strategy' }, 'Next item'), strategy, edits.root);
  page.append(h('div', { class: 'split' }, canvas, side));

  const map = await createMap(canvas, config);
  let told = 0;
  const tiles = (): string => `${location.origin}/v1/projects/${id}/tiles/{z}/{x}/{y}.mvt?${told++}`;
  addLayers(map, tiles());
  let item: Item | null = null;
  let busy = false;
  let clock = 0;
  let editor: ItemEditor | null = null;

  const pick = (): unknown => {
    const box = map.getBounds();
    const [lon, lat] = item?.pin.coordinates ?? [map.getCenter().lng, map.getCenter().lat];
    const view = { strategy: 'viewport', bbox: [Math.max(-180, box.getWest()), Math.max(-90, box.getSouth()), Math.min(180, box.getEast()), Math.min(90, box.getNorth())] };
    return strategy.value === 'viewport' ? view
      : strategy.value === 'sequence' ? { strategy: 'sequence', after: item?.number ?? 0 }
      : strategy.value === 'near' && item ? { strategy: 'nearest', near: [lon, lat] }
      : { strategy: 'random' };
  };

  const next = async (): Promise<void> => {
    try {
      [item = null] = await items<Item[]>(`/projects/${id}/next`, pick());
    } catch (fault) {
      if (!(fault instanceof Refusal && fault.status === 404)) throw fault;
      item = null;
    }
    draw();
  };

  const draw = (): void => {
    clearInterval(clock);
    editor = null;
    source(map, 'item').setData(item?.featureCollection ?? empty);
    source(map, 'pin').setData(item ? { type: 'Feature', geometry: { type: 'Point', coordinates: item.pin.coordinates }, properties: {} } : empty);
    source(map, 'background').setData(empty);
    if (!item) {
      place.replaceChildren(h('h2', { 'data-testid': 'item-none' }, 'Nothing is left here'), h('p', {}, strategy.value === 'viewport' ? 'Move the map, or choose the next item otherwise.' : 'All items are done, held by others, or skipped by you.'),
        h('button', { click: () => void once(next) }, 'Look again'), h('p', {}, h('a', { href: '#/items' }, 'Other projects')));
      return;
    }
    look(item);
    void items<GeoJSON.FeatureCollection>(`/projects/${id}/items/${item.id}/around`).then((data) => source(map, 'background').setData(data), () => {});
    const remains = h('span', {});
    const ends = Date.parse(item.lockedTill);
    const tick = (): void => {
      const seconds = Math.max(0, Math.round((ends - Date.now()) / 1000));
      remains.textContent = seconds > 0 ? `yours for ${Math.ceil(seconds / 60)} min` : 'no longer yours: ask for the next one';
    };
    tick();
    clock = window.setInterval(tick, 5000);
    const shown = item;
    editor = itemEditor(config, id, item, edits, (text) => void over(shown, text));
    place.replaceChildren(
      h('h2', { 'data-testid': 'item-id' }, item.id),
      h('p', { class: 'say', 'data-testid': 'item-instructions' }, item.instructions),
      h('p', { class: 'small' }, remains),
      facts(item),
      h('div', { class: 'buttons' },
        ...results.map((result) => h('button', { 'data-testid': `item-${result.status}`, 'aria-keyshortcuts': result.key, click: () => void once(() => finish(result)) }, result.text, h('kbd', {}, result.key.toUpperCase()))),
        h('button', { class: 'quiet', 'data-testid': 'item-skip', 'aria-keyshortcuts': 's', click: () => void once(skip) }, 'Skip', h('kbd', {}, 'S'))),
      editor.root,
      h('p', { class: 'links' }, ...itemLinks(item.pin.coordinates, item.featureCollection)));
  };

  const look = (shown: Item): void => {
    const box: [number, number, number, number] = [...shown.pin.coordinates, ...shown.pin.coordinates];
    for (const feature of shown.featureCollection?.features ?? []) {
      if (!feature.geometry) continue;
      const [west, south, east, north] = boxOf(feature.geometry);
      box[0] = Math.min(box[0], west); box[1] = Math.min(box[1], south); box[2] = Math.max(box[2], east); box[3] = Math.max(box[3], north);
    }
    const margin = 0.0006;
    fit(map, [box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin]);
  };

  const finish = async (result: (typeof results)[number]): Promise<void> => {
    if (!item || unsaved()) return;
    try {
      await items(`/projects/${id}/items/${item.id}`, { status: result.status, token: item.token }, 'PUT');
      say(result.done);
    } catch (fault) {
      if (!(fault instanceof Refusal && (fault.status === 409 || fault.status === 423))) throw fault;
      say('Your time for that item was over; nothing was changed.', true);
    }
    await onward();
  };

  /** The item is done without an answer given here: OSM has what was saved, or somebody was faster. */
  const over = async (of: Item, text: string): Promise<void> => {
    while (busy) await new Promise((resolve) => setTimeout(resolve, 100));
    await once(async () => {
      await (item === of ? onward() : count());
      say(text);
    });
  };

  /** Tags that were typed are not thrown away by a key; once it was said, they are. */
  let warned: Item | null = null;
  const unsaved = (): boolean => {
    if (!editor?.dirty() || warned === item) return false;
    warned = item;
    say('You changed tags and did not save them. Save them, or answer once more to drop them.', true);
    return true;
  };

  const skip = async (): Promise<void> => {
    if (!item || unsaved()) return;
    await items(`/projects/${id}/items/${item.id}/skip`, {});
    say('Skipped. It will not come back to you.');
    await next();
  };

  /** How much is left: others work on it too. */
  const left = async (): Promise<void> => {
    const stats = await items<Stats>(`/projects/${id}/stats`);
    rest.textContent = `${Math.min(stats.total, byStatus(stats).get('open') ?? 0)} of ${stats.total} open`;
    if (!item && place.querySelector('[data-testid=item-none]') && Number(byStatus(stats).get('open') ?? 0) > 0) rest.textContent += '; look again';
  };

  const count = async (): Promise<void> => {
    const mine = await items<Record<string, number>>(`/projects/${id}/mine`);
    counts.replaceChildren(...results.map((result) => h('li', {}, `${result.text} `, h('b', { 'data-testid': `count-${result.status}` }, String(mine[result.status] ?? 0)))));
  };

  /** Counted last: what the next item already knows of, such as an edit that OSM took this instant, is in the count too. */
  const onward = async (): Promise<void> => {
    await next();
    await count();
  };

  /** One thing at a time: a second press of a key while the first is on its way is not a second answer. */
  const once = async (work: () => Promise<void>): Promise<void> => {
    if (busy) return;
    busy = true;
    place.setAttribute('aria-busy', 'true');
    try {
      await attempt(work);
    } finally {
      busy = false;
      place.removeAttribute('aria-busy');
    }
  };

  const pressed = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !item || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[data-keys=off]') || document.querySelector('dialog[open]')) return;
    const key = event.key.toLowerCase();
    const result = results.find((known) => known.key === key);
    if (result) void once(() => finish(result));
    else if (key === 's') void once(skip);
    else if (key === 'e') editor?.focus();
    else if (key === 'i' || key === 'j') (place.querySelector<HTMLAnchorElement>(`[data-key=${key}]`))?.click();
    else return;
    event.preventDefault();
  };

  addEventListener('keydown', pressed);
  strategy.addEventListener('change', () => { localStorage.setItem(chosenStrategy, strategy.value); if (!item) void once(next); });
  if (settings.is_archived || settings.your_role === 'reader') {
    place.replaceChildren(h('p', {}, settings.is_archived ? 'This project is closed.' : 'You may look at this project, but not work on it.'));
  } else {
    await Promise.all([onward(), edits.refresh()]);
  }
  document.documentElement.dataset['ready'] = 'true';
  const deaf = hear(`/v1/projects/${id}/events`, () => {
    void left().catch(() => {});
    (map.getSource('others') as maplibre.VectorTileSource).setTiles([tiles()]);
  });
  return () => { deaf(); clearInterval(clock); edits.stop(); removeEventListener('keydown', pressed); map.remove(); };
}

/** What the check found: the properties of the first feature, and the item's own metadata. */
function facts(item: Item): HTMLElement {
  const rows = [...Object.entries(item.featureCollection?.features[0]?.properties ?? {}), ...Object.entries(item.metadata)].filter(([, value]) => value !== item.instructions);
  return h('table', { class: 'facts' }, h('tbody', {}, ...rows.slice(0, 40).map(([name, value]) =>
    h('tr', {}, h('th', { scope: 'row' }, name.replace(/^(string|number|date|tofix|link):/, '')), h('td', {}, typeof value === 'object' ? JSON.stringify(value) : String(value))))));
}

function addLayers(map: maplibre.Map, tiles: string): void {
  map.addSource('others', { type: 'vector', tiles: [tiles], maxzoom: 14 });
  map.addLayer({ id: 'others', type: 'circle', source: 'others', 'source-layer': 'items', paint: {
    'circle-color': '#0072b2', 'circle-opacity': 0.55, 'circle-radius': ['interpolate', ['linear'], ['log10', ['get', 'count']], 0, 4, 4, 18] } });
  for (const name of ['item', 'pin']) map.addSource(name, { type: 'geojson', data: empty });
  map.addLayer({ id: 'item-fill', type: 'fill', source: 'item', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': '#d55e00', 'fill-opacity': 0.25 } });
  map.addLayer({ id: 'item-line', type: 'line', source: 'item', paint: { 'line-color': '#d55e00', 'line-width': 4 } });
  map.addLayer({ id: 'item-point', type: 'circle', source: 'item', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-color': '#d55e00', 'circle-radius': 6 } });
  map.addLayer({ id: 'pin', type: 'circle', source: 'pin', paint: { 'circle-color': 'transparent', 'circle-radius': 16, 'circle-stroke-color': '#0072b2', 'circle-stroke-width': 3 } });
}
