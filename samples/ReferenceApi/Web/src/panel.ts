import { call, session, type HistoryLine, type Task } from './api';
import { attempt, h, say } from './dom';
import { editorLinks } from './editors';
import { letterOf, nameOf } from './states';

/** The task at hand: its state, who holds it, what can be done, what was said. */
export class Panel {
  private clock = 0;

  constructor(private readonly place: HTMLElement, private readonly project: number,
    private readonly changed: () => Promise<void> | undefined, private readonly shapeOf: (task: number) => GeoJSON.Geometry | undefined) {
    this.clear();
  }

  clear(): void {
    clearInterval(this.clock);
    this.place.replaceChildren(h('p', { class: 'hint' }, 'Choose a task on the map or by its number.'));
  }

  async show(number: number): Promise<void> {
    const task = await call<Task>(`/api/v2/projects/${this.project}/tasks/${number}/`);
    clearInterval(this.clock);
    const letter = letterOf(task.taskStatus);
    const mine = session() !== null && task.lockHolder === session()!.username;
    const left = h('span', {});
    const tick = (): void => {
      const seconds = Math.max(0, (Date.parse(task.lockExpiresAt ?? '') - Date.now()) / 1000);
      left.textContent = `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min left`;
    };
    if (task.lockExpiresAt) { tick(); this.clock = window.setInterval(tick, 10_000); }
    const comment = h('textarea', { id: 'comment', rows: 2, maxlength: 5000 });
    this.place.replaceChildren(
      h('h2', {}, `Task ${number}`),
      h('p', {}, h('b', { 'data-testid': 'task-state' }, nameOf(letter)), task.lockHolder ? ` — held by ${mine ? 'you' : task.lockHolder}, ` : '', task.lockExpiresAt ? left : ''),
      h('p', { class: 'pre' }, task.perTaskInstructions),
      session() ? h('div', { class: 'comment' }, h('label', { for: 'comment' }, 'Comment'), comment) : h('p', { class: 'hint' }, 'Sign in to work on this task.'),
      h('div', { class: 'buttons' }, ...(session() ? this.buttons(number, letter, mine, () => comment.value.trim() || undefined) : [])),
      h('p', { class: 'links' }, ...editorLinks(this.project, number, this.shapeOf(number))),
      h('h3', {}, 'History'),
      h('ol', { class: 'history' }, ...task.taskHistory.map(line)));
  }

  private buttons(number: number, letter: string, mine: boolean, comment: () => string | undefined): HTMLElement[] {
    const button = (id: string, text: string, path: string, body: () => unknown, done: string): HTMLElement =>
      h('button', { 'data-testid': `btn-${id}`, click: () => void attempt(async () => {
        await call(`/api/v2/projects/${this.project}/tasks/actions/${path}/`, body(), 'POST');
        say(done);
        await this.changed();
        await this.show(number).catch(() => this.clear());
      }) }, text);
    const verdict = (status: string) => () => ({ validatedTasks: [{ taskId: number, status, comment: comment() }] });
    const talk = h('button', { class: 'quiet', 'data-testid': 'btn-comment', click: () => void attempt(async () => {
      if (!comment()) throw new Error('Write something first.');
      await call(`/api/v2/projects/${this.project}/comments/tasks/${number}/`, { comment: comment() });
      await this.show(number);
    }) }, 'Comment');
    if (letter === 'L' && mine) return [
      button('mapped', 'Mark as mapped', `unlock-after-mapping/${number}`, () => ({ status: 'MAPPED', comment: comment() }), 'Marked as mapped. Thank you!'),
      button('bad', 'Bad imagery', `unlock-after-mapping/${number}`, () => ({ status: 'BADIMAGERY', comment: comment() }), 'Marked as bad imagery.'),
      button('split', 'Split', `split/${number}`, () => ({}), 'The task was split.'),
      button('extend', 'Hold longer', 'extend', () => ({ taskIds: [number] }), 'Held for another two hours.'),
      button('stop', 'Stop', `stop-mapping/${number}`, () => ({ comment: comment() }), 'Given back.'), talk];
    if (letter === 'K' && mine) return [
      button('validate', 'Good: validated', 'unlock-after-validation', verdict('VALIDATED'), 'Validated. Thank you!'),
      button('invalidate', 'Map again', 'unlock-after-validation', verdict('INVALIDATED'), 'Sent back to be mapped again.'),
      button('extend', 'Hold longer', 'extend', () => ({ taskIds: [number] }), 'Held for another two hours.'),
      button('stop', 'Stop', 'stop-validation', () => ({ resetTasks: [{ taskId: number, comment: comment() }] }), 'Given back.'), talk];
    const found: HTMLElement[] = [];
    if (letter === 'R' || letter === 'I') found.push(button('lock', 'Lock to map', `lock-for-mapping/${number}`, () => ({}), 'Locked for you.'));
    if (letter === 'M' || letter === 'I' || letter === 'B') found.push(button('lock-validation', 'Lock to validate', 'lock-for-validation', () => ({ taskIds: [number] }), 'Locked for you.'));
    if (letter === 'M' || letter === 'V' || letter === 'I' || letter === 'B') found.push(button('undo', 'Undo', `undo-last-action/${number}`, () => ({}), 'Undone.'));
    return [...found, talk];
  }
}

function line(entry: HistoryLine): HTMLElement {
  const what = entry.action === 'STATE_CHANGE' ? `set it to ${nameOf(letterOf(entry.actionText ?? ''))}`
    : entry.action === 'COMMENT' ? `said: ${plain(entry.actionText ?? '')}`
    : `${entry.action.replaceAll('_', ' ').toLowerCase()}${entry.actionText ? `, ${entry.actionText.slice(0, 8)}` : ''}`;
  return h('li', {}, h('b', {}, entry.actionBy), ` ${what} `, h('time', { datetime: entry.actionDate, class: 'small' }, new Date(entry.actionDate).toLocaleString()));
}

/** The wire carries comments HTML-escaped; here they are text again. */
function plain(escaped: string): string {
  return new DOMParser().parseFromString(escaped.replaceAll('<', '&lt;'), 'text/html').body.textContent ?? '';
}
