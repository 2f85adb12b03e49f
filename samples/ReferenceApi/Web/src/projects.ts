import { call, session, type ProjectItem } from './api';
import { h } from './dom';

/** The list of open projects. */
export async function showProjects(page: HTMLElement): Promise<void> {
  const found = await call<{ results: ProjectItem[] }>('/api/v2/projects/');
  page.append(h('section', { class: 'list' },
    h('div', { class: 'row head' }, h('h1', {}, 'Projects'), session() !== null && h('a', { class: 'button', href: '#/new', 'data-testid': 'wizard-open' }, 'New project')),
    found.results.length === 0 && h('p', {}, 'There is no open project yet.'),
    h('ul', { class: 'cards', 'data-testid': 'project-list' }, ...found.results.map(card))));
  document.documentElement.dataset['ready'] = 'true';
}

function card(project: ProjectItem): HTMLElement {
  return h('li', {}, h('a', { class: 'card', href: `#/projects/${project.projectId}`, 'data-testid': 'project-card' },
    h('h2', {}, project.name),
    h('p', {}, project.shortDescription),
    bar(project.percentMapped, project.percentValidated),
    h('p', { class: 'small' }, `#${project.projectId} · ${project.percentMapped} % mapped, ${project.percentValidated} % validated · ${project.activeMappers} at work`)));
}

/** How far a project is, as a picture. */
export function bar(mapped: number, validated: number): HTMLElement {
  const outer = h('div', { class: 'bar', role: 'img', 'aria-label': `${mapped} percent mapped, ${validated} percent validated` });
  for (const [name, share] of [['mapped', mapped], ['validated', validated]] as const) {
    const part = h('div', { class: name });
    part.style.width = `${share}%`;
    outer.append(part);
  }
  return outer;
}
