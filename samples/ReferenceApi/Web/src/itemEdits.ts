import { h } from './dom';
import { items } from './items';
import type { TagChanges } from './tagTable';

/** An edit on its way to OSM, as the server tells it. */
export interface Edit { id: string; state: string; fault: string | null; message: string | null; changeset: number | null; comment: string; elements: string[] }
export interface TagFix { element: string; version: number; set: TagChanges }

const states: Record<string, string> = {
  draft: 'Not sent yet', queued: 'Waiting to be sent', changesetOpen: 'Being sent', uploading: 'Being sent', applied: 'In OpenStreetMap', closed: 'In OpenStreetMap',
  conflict: 'Came back: conflict', rateLimited: 'Waiting: OpenStreetMap asks to go slower', invalid: 'Came back: refused', withdrawn: 'Taken back',
};
const advice: Record<string, string> = {
  clash: 'Somebody changed the same meanwhile. Look at what is there now, make your change anew and save again, or take it back.',
  alreadyDone: 'OpenStreetMap has this already. Take the edit back and answer Fixed.',
  gone: 'The object is deleted. Take the edit back, and answer Fixed or Not an error.',
  precondition: 'Something else uses the object, or is missing. Take it back, and use an editor for this one.',
  refused: 'Change what OpenStreetMap does not like and save again, or take it back.',
  tooLarge: 'The change covers too large an area. Take it back, and split it in an editor.',
  noRight: 'Your account may not write now. Sign in with OpenStreetMap again; the edit is kept.',
};

export const isOver = (edit: Edit): boolean => edit.state === 'closed' || edit.state === 'withdrawn';
export const isBack = (edit: Edit): boolean => edit.state === 'conflict' || edit.state === 'invalid';
export const isDone = (edit: Edit): boolean => edit.state === 'applied' || edit.state === 'closed';

/** An id made here, so that an edit whose answer was lost is not made twice. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Where an edit stands, in words, with what to do next. */
export function describe(edit: Edit): HTMLElement {
  return h('div', { class: 'edit', 'data-testid': 'edit-state', 'data-state': edit.state, role: 'status' },
    h('p', {}, h('b', {}, states[edit.state] ?? edit.state), edit.changeset !== null && isDone(edit) ? ` (changeset ${edit.changeset})` : ''),
    edit.message !== null && h('p', { class: 'small', 'data-testid': 'edit-message' }, edit.message),
    (isBack(edit) || edit.fault === 'noRight') && h('p', { class: 'small', 'data-testid': 'edit-advice' }, advice[edit.fault ?? 'refused'] ?? advice['refused']!));
}

/** The mapper's edits that are not in OSM yet, those that came back first; drawn anew as they go. */
export interface EditList { root: HTMLElement; refresh: () => Promise<void>; follow: (id: string, told: (edit: Edit) => void) => void; stop: () => void }

export function editList(act: (work: () => Promise<void>) => void): EditList {
  const root = h('section', { class: 'edits', 'aria-label': 'Your edits', 'data-testid': 'edit-list', hidden: true });
  const followed = new Map<string, (edit: Edit) => void>();
  let timer = 0;
  let wait = 1000;
  let stopped = false;

  const draw = (edits: Edit[]): void => {
    const open = edits.filter((edit) => !isOver(edit) && !followed.has(edit.id)).sort((a, b) => Number(isBack(b)) - Number(isBack(a)));
    root.hidden = open.length === 0;
    root.replaceChildren(h('h2', {}, 'Your other edits'), h('ul', {}, ...open.slice(0, 20).map((edit) => h('li', {}, h('p', {}, `${edit.comment} `, ...links(edit)), describe(edit),
      (isBack(edit) || edit.state === 'queued' || edit.state === 'draft' || edit.state === 'rateLimited') && h('button', { type: 'button', class: 'quiet', 'data-keys': 'off', click: () => act(() => withdraw(edit)) }, 'Take back')))));
  };
  const withdraw = async (edit: Edit): Promise<void> => {
    await items(`/edits/${edit.id}/withdraw`, {});
    await refresh();
  };
  const refresh = async (): Promise<void> => {
    clearTimeout(timer);
    let going = true;
    try {
      const edits = await items<Edit[]>('/edits');
      if (stopped) return;
      for (const edit of edits) {
        const told = followed.get(edit.id);
        if (isOver(edit)) followed.delete(edit.id);
        told?.(edit);
      }
      draw(edits);
      going = edits.some((edit) => !isOver(edit) && !isBack(edit) && edit.state !== 'draft');
    } catch {
      // The next look finds out.
    }
    wait = Math.min(wait * 1.5, 15_000);
    if (going && !stopped) timer = window.setTimeout(() => void refresh(), wait);
  };
  return {
    root,
    refresh,
    follow: (id, told) => { followed.clear(); followed.set(id, told); wait = 400; void refresh(); },
    stop: () => { stopped = true; clearTimeout(timer); },
  };
}

export const osmLink = (element: string): HTMLElement => h('a', { href: `https://www.openstreetmap.org/${element}`, target: '_blank', rel: 'noopener' }, element);
const links = (edit: Edit): Node[] => edit.elements.slice(0, 5).flatMap((element) => [osmLink(element), document.createTextNode(' ')]);
