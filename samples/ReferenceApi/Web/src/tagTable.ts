import { h } from './dom';

/** An OSM object as the server knows it; without a version it can only be looked at. */
export interface OsmObject { element: string; version: number | null; tags: Record<string, string>; deleted: boolean; from: 'osm' | 'item' | null }
/** What to set (a text) and to take away (null), by key. */
export type TagChanges = Record<string, string | null>;
export interface TagTable { root: HTMLElement; changes: () => TagChanges; fault: () => string | null; focus: () => void }

const longest = 255;

/** The changes that make one set of tags into another. */
export function difference(before: Record<string, string>, after: [string, string][]): TagChanges {
  const changes: TagChanges = {};
  const now = new Map(after);
  for (const key of Object.keys(before)) if (!now.has(key)) changes[key] = null;
  for (const [key, value] of now) if (!Object.hasOwn(before, key) || before[key] !== value) changes[key] = value;
  return changes;
}

/** The tags of an object as a table whose every cell can be typed into. */
export function tagTable(object: OsmObject, changed: () => void): TagTable {
  const body = h('tbody', {});
  const add = h('button', { type: 'button', class: 'quiet', 'data-testid': 'tag-add', click: () => row('', '').focus() }, 'Add a tag');
  const root = h('div', {},
    h('table', { class: 'tags', 'data-testid': `tags-${object.element.replace('/', '-')}` },
      h('caption', { class: 'unseen' }, `Tags of ${object.element}`),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Key'), h('th', { scope: 'col' }, 'Value'), h('th', { scope: 'col' }, h('span', { class: 'unseen' }, 'Remove')))), body),
    add);

  const row = (key: string, value: string): HTMLInputElement => {
    const name = h('input', { maxlength: longest, spellcheck: 'false', autocapitalize: 'none', autocomplete: 'off', value: key });
    const text = h('input', { maxlength: longest, spellcheck: 'false', autocapitalize: 'none', autocomplete: 'off', value });
    const remove = h('button', { type: 'button', class: 'quiet small', click: () => {
      const after = line.nextElementSibling ?? line.previousElementSibling;
      line.remove();
      (after?.querySelector('button') ?? add).focus();
      changed();
    } }, '✕');
    const named = (): void => {
      const which = name.value.trim() || 'new tag';
      name.setAttribute('aria-label', `Key of ${which}`);
      text.setAttribute('aria-label', `Value of ${which}`);
      remove.setAttribute('aria-label', `Remove ${which}`);
      // Colour and a word: what differs from what the object has.
      const state = name.value.trim() === '' ? '' : !Object.hasOwn(object.tags, name.value.trim()) ? 'new' : object.tags[name.value.trim()] !== text.value.trim() ? 'changed' : '';
      line.dataset['state'] = state;
      line.title = state === '' ? '' : `This tag is ${state}.`;
    };
    const line = h('tr', {}, h('td', {}, name), h('td', {}, text), h('td', {}, remove));
    for (const input of [name, text]) input.addEventListener('input', () => { named(); changed(); });
    named();
    body.append(line);
    return name;
  };

  for (const [key, value] of Object.entries(object.tags).sort(([a], [b]) => (a < b ? -1 : 1))) row(key, value);
  const read = (): [string, string][] => [...body.rows]
    .map((line) => [...line.querySelectorAll('input')].map((input) => input.value.trim()) as [string, string])
    .filter(([key, value]) => key !== '' || value !== '');
  return {
    root,
    changes: () => difference(object.tags, read()),
    fault: () => {
      const rows = read();
      const half = rows.find(([key, value]) => key === '' || value === '');
      if (half) return half[0] === '' ? `${object.element}: the value "${half[1]}" has no key.` : `${object.element}: ${half[0]} has no value. Remove the tag if it is to go.`;
      const twice = rows.find(([key], at) => rows.findIndex(([other]) => other === key) !== at);
      return twice ? `${object.element}: ${twice[0]} is there twice.` : null;
    },
    focus: () => (body.rows[0]?.querySelectorAll('input')[1] ?? add).focus(),
  };
}

/** Tags that can only be looked at. */
export function plainTags(object: OsmObject): HTMLElement {
  const rows = Object.entries(object.tags).sort(([a], [b]) => (a < b ? -1 : 1));
  return rows.length === 0 ? h('p', { class: 'small' }, 'No tags are known here.')
    : h('table', { class: 'facts' }, h('tbody', {}, ...rows.map(([key, value]) => h('tr', {}, h('th', { scope: 'row' }, key), h('td', {}, value)))));
}
