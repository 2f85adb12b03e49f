import { session } from './api';
import { h } from './dom';
import { byStatus, items, type ItemProject, type Stats } from './items';
import { bar } from './projects';

/** The list of projects of micro-tasks. */
export async function showItemProjects(page: HTMLElement): Promise<void> {
  const found = session() ? await items<ItemProject[]>('/projects') : [];
  const list = h('ul', { class: 'cards', 'data-testid': 'item-project-list' });
  page.append(h('section', { class: 'list' },
    h('div', { class: 'row head' }, h('h1', {}, 'Micro-tasks'), session() !== null && h('a', { class: 'button', href: '#/items/new', 'data-testid': 'item-upload-open' }, 'New project')),
    !session() && h('p', {}, 'Sign in to work on micro-tasks.'),
    session() !== null && found.length === 0 && h('p', {}, 'There is no project of micro-tasks yet.'),
    list));
  for (const project of found) {
    const progress = h('div', {});
    list.append(h('li', {}, h('a', { class: 'card', href: `#/items/${project.id}`, 'data-testid': 'item-project-card' }, h('h2', {}, project.name), progress)));
    void items<Stats>(`/projects/${project.id}/stats`).then((stats) => {
      const open = Math.min(stats.total, byStatus(stats).get('open') ?? 0);
      const share = stats.total === 0 ? 0 : Math.round(((stats.total - open) * 100) / stats.total);
      progress.replaceChildren(bar(share, 0), h('p', { class: 'small' }, `${open} of ${stats.total} open`));
    }, () => {});
  }
  document.documentElement.dataset['ready'] = 'true';
}
