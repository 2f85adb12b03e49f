import { attempt, h, say } from './dom';
import { checkForm, countTable, type CheckForm } from './itemChecks';
import { items, type Imported, type ItemProject } from './items';

const formats: Record<string, string> = { csv: 'csv', geojsonl: 'geojsonl', ndjson: 'geojsonl', jsonl: 'geojsonl', geojson: 'geojson', json: 'geojson' };

/** Making a project of micro-tasks from a file of items, or from checks of OSM data. */
export async function showItemUpload(page: HTMLElement): Promise<void> {
  const name = h('input', { id: 'item-name', 'data-testid': 'item-name', maxlength: 255, required: true });
  const file = h('input', { id: 'item-file', 'data-testid': 'item-file', type: 'file', accept: '.geojson,.json,.geojsonl,.ndjson,.jsonl,.csv', required: true });
  const fromFile = h('input', { type: 'radio', name: 'item-source', id: 'source-file', checked: true, change: () => void attempt(chosen) });
  const fromCheck = h('input', { type: 'radio', name: 'item-source', id: 'source-check', 'data-testid': 'source-check', change: () => void attempt(chosen) });
  const filePart = h('div', {}, h('label', { for: 'item-file' }, 'File'), file,
    h('p', { class: 'small' }, 'GeoJSON (each feature is one item; its properties instructions, tofix:category or name say what to do), one feature a line, or CSV with the columns id, instructions, lon, lat.'));
  const checkPart = h('div', { hidden: true });
  const everybody = h('select', { id: 'item-everybody' }, h('option', { value: 'mapper' }, 'Everybody may work on it'), h('option', { value: 'reader' }, 'Only those I name may work on it'));
  const lease = h('input', { id: 'item-lease', type: 'number', min: 1, max: 1440, value: 15 });
  const spacing = h('input', { id: 'item-spacing', type: 'number', min: 0, max: 100000, value: 0 });
  const outcome = h('div', { 'data-testid': 'item-outcome', 'aria-live': 'polite' });
  const create = h('button', { 'data-testid': 'item-create' }, 'Create');
  page.append(h('section', { class: 'list' },
    h('h1', {}, 'New project of micro-tasks'),
    h('form', { submit: (event) => { event.preventDefault(); void attempt(make); } },
      h('label', { for: 'item-name' }, 'Name'), name,
      h('fieldset', {}, h('legend', {}, 'Where the items come from'),
        h('label', { class: 'check' }, fromFile, ' A file of items'), h('label', { class: 'check' }, fromCheck, ' Checks of OSM data')),
      filePart, checkPart,
      h('div', { class: 'grid2' },
        h('div', {}, h('label', { for: 'item-lease' }, 'Minutes an item is held'), lease),
        h('div', {}, h('label', { for: 'item-spacing' }, 'Metres to keep from others'), spacing)),
      h('label', { for: 'item-everybody' }, 'Who works on it'), everybody,
      h('div', { class: 'buttons' }, create)),
    outcome));
  document.documentElement.dataset['ready'] = 'true';

  let checks: CheckForm | null = null;
  const chosen = async (): Promise<void> => {
    filePart.hidden = fromCheck.checked;
    checkPart.hidden = !fromCheck.checked;
    file.required = !fromCheck.checked;
    if (fromCheck.checked && !checks) checkPart.replaceChildren((checks = await checkForm()).root);
  };

  let project: ItemProject | null = null;
  const prepare = async (): Promise<ItemProject> => {
    // A second try after a bad file goes on with the project of the first.
    project ??= await items<ItemProject>('/projects', { name: name.value });
    await items(`/projects/${project.id}/settings`, { lease_minutes: Number(lease.value), spacing: Number(spacing.value), everybody: everybody.value }, 'PUT');
    return project;
  };
  const make = async (): Promise<void> => {
    const given = file.files?.[0];
    const format = formats[given?.name.split('.').pop()!.toLowerCase() ?? ''];
    if (!fromCheck.checked && !format) throw new Error('The file must end in .geojson, .json, .geojsonl, .ndjson, .jsonl or .csv.');
    create.disabled = true;
    try {
      if (fromCheck.checked) await check();
      else await upload(given!, format!);
    } finally {
      create.disabled = false;
    }
  };
  const upload = async (given: File, format: string): Promise<void> => {
    const { id } = await prepare();
    const done = await items<Imported>(`/projects/${id}/imports?format=${format}`, given);
    say(`${done.created} items are ready.`);
    outcome.replaceChildren(
      h('h2', {}, `${done.created} new, ${done.changed} changed, ${done.unchanged} unchanged of ${done.rows} rows`), start(id),
      done.faulty > 0 ? h('h3', {}, done.faulty === 1 ? 'One row was left out' : `${done.faulty} rows were left out`) : '',
      h('ul', {}, ...done.faults.slice(0, 100).map((fault) => h('li', {}, `Row ${fault.row}: ${fault.message}`))));
  };
  const check = async (): Promise<void> => {
    if (!checks) throw new Error('The list of checks could not be read. Choose once more where the items come from.');
    const { id } = await prepare();
    const run = await checks.run(id, outcome);
    if (run.state !== 'done' || !run.result) {
      outcome.replaceChildren(h('p', {}, run.message ?? 'The checks were not made.'));
      throw new Error(run.message ?? 'The checks were not made.');
    }
    const { created, changed, unchanged, missing } = run.result;
    say(`${created} items are ready.`);
    outcome.replaceChildren(h('h2', {}, `${created} new, ${changed + unchanged} known, ${missing} already fixed`), start(id), countTable(run));
  };
  const start = (id: string): HTMLElement => h('p', {}, h('a', { class: 'button', href: `#/items/${id}`, 'data-testid': 'item-start' }, 'Start'), h('span', { class: 'small', 'data-testid': 'item-project-id' }, ` Project ${id}`));
}
