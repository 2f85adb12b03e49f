import { call } from './api';
import { h } from './dom';
import type { Imported } from './items';

interface Offer { checks: { name: string; finds: string }[]; files: { file: string; bytes: number }[]; largestUpload: number }
interface Run {
  id: string; file: string; state: 'waiting' | 'reading' | 'comparing' | 'importing' | 'done' | 'failed' | 'stopped'; progress: number; found: number; message: string | null;
  counts: { check: string; count: number }[] | null; result: Pick<Imported, 'created' | 'changed' | 'unchanged' | 'missing' | 'faulty'> & { reopened: number } | null;
}
export interface CheckForm { root: HTMLElement; run: (project: string, place: HTMLElement) => Promise<Run> }

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
const words: Record<Run['state'], string> = { waiting: 'Waiting for other checks', reading: 'Reading the data', comparing: 'Comparing', importing: 'Making items', done: 'Done', failed: 'Failed', stopped: 'Stopped' };

/** Which data, and which checks. */
export async function checkForm(): Promise<CheckForm> {
  const offer = await call<Offer>('/api/map/checks');
  const none = offer.files.length === 0;
  const data = h('select', { id: 'check-data', 'data-testid': 'check-data', change: () => draw() },
    ...offer.files.map((file) => h('option', { value: file.file }, `${file.file} (${megabytes(file.bytes)}, on this server)`)),
    ...(offer.largestUpload > 0 ? [h('option', { value: '' }, 'A file of mine …')] : []));
  const upload = h('input', { id: 'check-file', 'data-testid': 'check-file', type: 'file', accept: '.pbf,.osm' });
  const own = h('div', {}, h('label', { for: 'check-file' }, 'OSM data'), upload, h('p', { class: 'small' }, `.osm.pbf or .osm, ${megabytes(offer.largestUpload)} at the most. It is removed when it was checked.`));
  const boxes = offer.checks.map((check) => h('input', { type: 'checkbox', id: `check-${check.name}`, value: check.name, checked: true, 'data-testid': `check-${check.name}` }));
  const all = (on: boolean): void => boxes.forEach((box) => { box.checked = on; });
  const root = h('div', { 'data-testid': 'check-form' },
    none && offer.largestUpload === 0 ? h('p', {}, 'This server has no data to check, and takes none.') : h('div', {}, h('label', { for: 'check-data' }, 'Data to check'), data, own),
    h('fieldset', {}, h('legend', {}, 'Checks'),
      h('div', { class: 'buttons' }, h('button', { type: 'button', class: 'quiet', click: () => all(true) }, 'All'), h('button', { type: 'button', class: 'quiet', 'data-testid': 'checks-none', click: () => all(false) }, 'None')),
      h('div', { class: 'checks' }, ...offer.checks.map((check, at) => h('label', { class: 'check', for: `check-${check.name}` }, boxes[at]!, ` ${check.finds}`)))));
  const draw = (): void => {
    own.hidden = data.value !== '';
    upload.required = data.value === '';
  };
  draw();

  const run = async (project: string, place: HTMLElement): Promise<Run> => {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    if (chosen.length === 0) throw new Error('Choose a check.');
    let file = data.value;
    if (file === '') {
      const given = upload.files?.[0];
      if (!given) throw new Error('Choose a file of OSM data.');
      if (given.size > offer.largestUpload) throw new Error(`The file is too large: ${megabytes(offer.largestUpload)} are the most.`);
      place.replaceChildren(h('p', {}, `Sending ${given.name} (${megabytes(given.size)}) …`));
      file = (await call<{ file: string }>(`/api/map/checks/files?name=${encodeURIComponent(given.name)}`, given)).file;
    }
    return follow(await call<Run>(`/api/map/checks/projects/${project}/runs`, { file, checks: chosen }), place);
  };
  return { root, run };
}

/** Shows how far a run is until it is over. */
async function follow(begun: Run, place: HTMLElement): Promise<Run> {
  const bar = h('progress', { max: 1, 'data-testid': 'check-progress', 'aria-label': 'Progress of the checks' });
  const line = h('p', {});
  const stop = h('button', { type: 'button', class: 'quiet', 'data-testid': 'check-stop', click: () => void call(`/api/map/checks/runs/${begun.id}/stop`, {}) }, 'Stop');
  place.replaceChildren(line, bar, h('div', { class: 'buttons' }, stop));
  let now = begun;
  for (let wait = 300; ; wait = Math.min(wait * 1.3, 2000)) {
    const text = `${words[now.state]}: ${now.file}${now.found > 0 ? `, ${now.found} found so far` : ''}`;
    if (line.textContent !== text) line.textContent = text;
    if (now.state === 'reading') bar.value = now.progress;
    else bar.removeAttribute('value');
    if (now.state === 'done' || now.state === 'failed' || now.state === 'stopped' || !place.isConnected) return now;
    await new Promise((resolve) => setTimeout(resolve, wait));
    now = await call<Run>(`/api/map/checks/runs/${begun.id}`);
  }
}

/** What a run found, check by check. */
export const countTable = (run: Run): HTMLElement => h('table', { class: 'facts', 'data-testid': 'check-counts' },
  h('caption', { class: 'unseen' }, 'Found by check'), h('tbody', {}, ...(run.counts ?? []).map(({ check, count }) => h('tr', {}, h('th', { scope: 'row' }, check), h('td', {}, String(count))))));
