import { session, type Config } from './api';
import { attempt, h, say } from './dom';
import { describe, isBack, isDone, newId, osmLink, type Edit, type EditList, type TagFix } from './itemEdits';
import { items, type Item } from './items';
import { signInWithOsm } from './osmSignIn';
import { plainTags, tagTable, type OsmObject, type TagTable } from './tagTable';

interface Objects { open: boolean; write: 'ready' | 'signIn' | 'role' | 'off'; note: string | null; edit: Edit | null; objects: OsmObject[] }
export interface ItemEditor { root: HTMLElement; dirty: () => boolean; focus: () => void }

const why: Record<Objects['write'], string> = {
  ready: '',
  signIn: 'To save tags from here, sign in with OpenStreetMap and allow this server to edit in your name.',
  role: 'You may look at this project, but not edit from it.',
  off: 'This server does not send edits to OpenStreetMap. Use iD or JOSM below.',
};

/** The objects of an item with their tags, to be changed in place; what is saved goes to OSM in the background. */
export function itemEditor(config: Config, project: string, item: Item, edits: EditList, done: (text: string) => void): ItemEditor {
  const root = h('section', { class: 'editor', 'aria-label': 'Tags', 'data-testid': 'item-editor', 'data-keys': 'off' });
  const comment = h('input', { id: 'edit-comment', 'data-testid': 'edit-comment', maxlength: 255, required: true });
  const origin = h('input', { id: 'edit-source', maxlength: 255 });
  const summary = h('p', { class: 'small', 'data-testid': 'edit-summary', 'aria-live': 'polite' });
  const place = h('div', {});
  const save = h('button', { 'data-testid': 'edit-save', disabled: true }, 'Save to OpenStreetMap');
  let tables: { object: OsmObject; table: TagTable }[] = [];
  let edit: Edit | null = null;
  let over = false;
  // The same change once more has the same id, so that a lost answer does not make two edits.
  let pending: { id: string; body: string } | null = null;

  const fixes = (): TagFix[] => tables.map(({ object, table }) => ({ element: object.element, version: object.version!, set: table.changes() })).filter((fix) => Object.keys(fix.set).length > 0);
  const mark = (): void => {
    const changes = fixes().flatMap((fix) => Object.entries(fix.set).map(([key, value]) => (value === null ? `− ${key}` : `${key} = ${value}`)));
    summary.textContent = changes.length === 0 ? '' : `To be saved: ${changes.join('; ')}`;
    save.disabled = changes.length === 0 || (edit !== null && !isBack(edit));
  };

  const load = async (): Promise<void> => {
    const found = await items<Objects>(`/projects/${project}/items/${item.id}/objects`);
    const editable = (object: OsmObject): boolean => found.write === 'ready' && object.version !== null && !object.deleted;
    tables = [];
    const parts = found.objects.map((object, at) => {
      const facts = object.deleted ? 'not in OpenStreetMap any more' : object.version === null ? 'version not known' : `version ${object.version}${object.from === 'item' ? ', as the item has it' : ''}`;
      const table = editable(object) ? tagTable(object, mark) : null;
      if (table) tables.push({ object, table });
      return h('details', { open: at === 0 }, h('summary', {}, `${object.element} `, h('span', { class: 'small' }, facts)), table?.root ?? plainTags(object), h('p', { class: 'small' }, osmLink(object.element)));
    });
    root.replaceChildren(
      h('h3', {}, 'Tags'),
      found.note !== null ? h('p', { class: 'small', 'data-testid': 'edit-note' }, found.note) : '',
      found.objects.length === 0 ? h('p', { class: 'small' }, 'The item names no object of OpenStreetMap. Use iD or JOSM below.') : '',
      h('form', { submit: (event) => { event.preventDefault(); void attempt(send); } }, ...parts,
        tables.length > 0 && h('div', {}, h('label', { for: 'edit-comment' }, 'What you changed, in your words'), comment,
          h('details', {}, h('summary', {}, 'Source'), h('label', { for: 'edit-source' }, 'Where you know it from (survey, imagery …)'), origin),
          summary, h('div', { class: 'buttons' }, save))),
      found.objects.length > 0 && found.write !== 'ready' ? h('p', { 'data-testid': 'edit-why' }, why[found.write]) : '',
      found.objects.length > 0 && found.write === 'signIn' && config.osmSignIn
        ? h('button', { type: 'button', class: 'quiet', 'data-testid': 'edit-sign-in', click: () => void attempt(signInWithOsm) }, 'Sign in with OpenStreetMap') : '',
      place);
    if (found.edit && found.edit.id !== edit?.id) {
      show(found.edit);
      edits.follow(found.edit.id, show);
    } else if (!found.open) {
      end('That one is done already.');
    }
    mark();
  };

  const send = async (): Promise<void> => {
    const fault = tables.map(({ table }) => table.fault()).find((text) => text !== null);
    if (fault) throw new Error(fault);
    const tags = fixes();
    if (tags.length === 0 || !comment.reportValidity()) return;
    const text = comment.value.trim();
    const source = origin.value.trim();
    const body = JSON.stringify([text, source, tags]);
    if (pending?.body !== body) pending = { id: newId(), body };
    save.disabled = true;
    try {
      const kept = edit && isBack(edit) && edit.comment === text
        ? await items<Edit>(`/edits/${edit.id}/submit`, { tags })
        : await items<Edit>(`/projects/${project}/items/${item.id}/edits`, { id: pending.id, comment: text, ...(source ? { source } : {}), tags });
      if (edit && isBack(edit) && kept.id !== edit.id) await items(`/edits/${edit.id}/withdraw`, {});
      show(kept);
      say('Saved. It is sent in the background.');
      edits.follow(kept.id, show);
    } catch (fault) {
      mark();
      throw fault;
    }
  };

  const show = (now: Edit): void => {
    const [before, focused] = [edit, place.contains(document.activeElement)];
    edit = now;
    if (before?.state === now.state && before.message === now.message && place.hasChildNodes()) return;
    const again = h('button', { type: 'button', class: 'quiet', 'data-testid': 'edit-again', click: () => void attempt(load) }, 'Look at it again');
    const sign = h('button', { type: 'button', class: 'quiet', 'data-testid': 'edit-sign-again', click: () => void attempt(signInWithOsm) }, 'Sign in with OpenStreetMap');
    const back = h('button', { type: 'button', class: 'quiet', 'data-testid': 'edit-withdraw', click: () => void attempt(withdraw) }, 'Take back');
    const waits = now.state === 'queued' || now.state === 'rateLimited' || now.state === 'draft';
    place.replaceChildren(describe(now), h('div', { class: 'buttons' }, isBack(now) && again, now.fault === 'noRight' && config.osmSignIn && sign, (isBack(now) || waits) && back));
    if (before?.state !== now.state) reveal();
    if (focused) place.querySelector('button')?.focus();
    mark();
    // What is applied completes its item in a moment; a page that comes upon it waits for that, for it would be given the same item again.
    if (now.state === 'closed' || (before !== null && isDone(now))) end('OpenStreetMap has it. Thank you!');
  };
  const end = (text: string): void => {
    if (over) return;
    over = true;
    tables = [];
    done(text);
  };
  /** Brings what is said into view: beside the map only that column moves. */
  const reveal = (): void => {
    const side = root.closest('.side');
    if (side && side.scrollHeight > side.clientHeight) side.scrollBy({ top: Math.max(0, place.getBoundingClientRect().bottom - side.getBoundingClientRect().bottom + 16) });
    else place.scrollIntoView({ block: 'nearest' });
  };
  const withdraw = async (): Promise<void> => {
    if (!edit) return;
    show(await items<Edit>(`/edits/${edit.id}/withdraw`, {}));
    edit = null;
    pending = null;
    mark();
    say('Taken back. Nothing was sent.');
  };

  if (session()) void load().catch(() => root.replaceChildren(h('h3', {}, 'Tags'), h('p', { class: 'small' }, 'The tags could not be read.'), h('button', { type: 'button', class: 'quiet', click: () => void attempt(load) }, 'Try again')));
  return { root, dirty: () => (edit === null || isBack(edit)) && fixes().length > 0, focus: () => tables[0]?.table.focus() };
}
