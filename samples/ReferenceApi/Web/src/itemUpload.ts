import { attempt, h, say } from './dom';
import { items, type Imported, type ItemProject } from './items';

/** Making a project of micro-tasks from a file. */
export async function showItemUpload(page: HTMLElement): Promise<void> {
  const name = h('input', { id: 'item-name', 'data-testid': 'item-name', maxlength: 255, required: true });
  const file = h('input', { id: 'item-file', 'data-testid': 'item-file', type: 'file', accept: '.geojson,.json,.geojsonl,.ndjson,.csv', required: true });
  const everybody = h('select', { id: 'item-everybody' }, h('option', { value: 'mapper' }, 'Everybody may work on it'), h('option', { value: 'reader' }, 'Only those I name may work on it'));
  const lease = h('input', { id: 'item-lease', type: 'number', min: 1, max: 1440, value: 15 });
  const spacing = h('input', { id: 'item-spacing', type: 'number', min: 0, max: 100000, value: 0 });
  const outcome = h('div', { 'data-testid': 'item-outcome', 'aria-live': 'polite' });
  const create = h('button', { 'data-testid': 'item-create' }, 'Create');
  page.append(h('section', { class: 'list' },
    h('h1', {}, 'New project of micro-tasks'),
    h('form', { submit: (event) => { event.preventDefault(); void attempt(make); } },
      h('label', { for: 'item-name' }, 'Name'), name,
      h('label', { for: 'item-file' }, 'File'), file,
      h('p', { class: 'small' }, 'GeoJSON (each feature is one item; its properties instructions, tofix:category or name say what to do), one feature a line, or CSV with the columns id, instructions, lon, lat.'),
      h('div', { class: 'grid2' },
        h('div', {}, h('label', { for: 'item-lease' }, 'Minutes an item is held'), lease),
        h('div', {}, h('label', { for: 'item-spacing' }, 'Metres to keep from others'), spacing)),
      h('label', { for: 'item-everybody' }, 'Who works on it'), everybody,
      h('div', { class: 'buttons' }, create)),
    outcome));
  document.documentElement.dataset['ready'] = 'true';

  const formats: Record<string, string> = { csv: 'csv', geojsonl: 'geojsonl', ndjson: 'geojsonl', jsonl: 'geojsonl', geojson: 'geojson', json: 'geojson' };
  let project: ItemProject | null = null;
  const make = async (): Promise<void> => {
    const chosen = file.files![0]!;
    const format = formats[chosen.name.split('.').pop()!.toLowerCase()];
    if (!format) throw new Error('The file must end in .geojson, .json, .geojsonl, .ndjson or .csv.');
    create.disabled = true;
    try {
      // A second try after a bad file goes on with the project of the first.
      project ??= await items<ItemProject>('/projects', { name: name.value });
      await items(`/projects/${project.id}/settings`, { lease_minutes: Number(lease.value), spacing: Number(spacing.value), everybody: everybody.value }, 'PUT');
      const done = await items<Imported>(`/projects/${project.id}/imports?format=${format}`, chosen);
      say(`${done.created} items are ready.`);
      outcome.replaceChildren(
        h('h2', {}, `${done.created} new, ${done.changed} changed, ${done.unchanged} unchanged of ${done.rows} rows`),
        h('p', {}, h('a', { class: 'button', href: `#/items/${project.id}`, 'data-testid': 'item-start' }, 'Start')),
        done.faulty > 0 ? h('h3', {}, done.faulty === 1 ? 'One row was left out' : `${done.faulty} rows were left out`) : '',
        h('ul', {}, ...done.faults.slice(0, 100).map((fault) => h('li', {}, `Row ${fault.row}: ${fault.message}`))));
    } finally {
      create.disabled = false;
    }
  };
}
