import { call, type Config, type Project } from './api';
import { LiveBoard } from './board';
import { attempt, h } from './dom';
import { boxOf, createMap, fit, source } from './map';
import { Panel } from './panel';
import { bar } from './projects';
import { colorOf, nameOf, states } from './states';

interface Grid extends GeoJSON.FeatureCollection { revision: number }

/** The page of one project: its grid coloured by state, its progress, and the task at hand. */
export async function showProject(page: HTMLElement, config: Config, id: number): Promise<() => void> {
  const project = await call<Project>(`/api/v2/projects/${id}/?abbreviated=true`);
  const canvas = h('div', { class: 'map', role: 'application', 'aria-label': 'Map of the tasks. Choose a task by its number below, or by a click.' });
  const progress = h('div', { class: 'progress' });
  const number = h('input', { type: 'number', min: 1, id: 'task-number', 'data-testid': 'task-number', change: () => choose(Number(number.value)) });
  const legend = h('ul', { class: 'legend', 'data-testid': 'legend', 'aria-label': 'Show or hide tasks by state' });
  const place = h('section', { class: 'task', 'data-testid': 'task-panel', 'aria-label': 'Task' });
  const side = h('aside', { class: 'side' },
    h('h1', {}, project.projectInfo.name),
    h('p', {}, project.projectInfo.shortDescription),
    progress, legend,
    h('label', { for: 'task-number' }, 'Task number'), h('div', { class: 'row' }, number, h('button', { class: 'quiet', click: () => void attempt(random) }, 'A free task for me')),
    place,
    h('details', {}, h('summary', {}, 'Instructions'), h('p', { class: 'pre' }, project.projectInfo.description), h('p', { class: 'pre' }, project.projectInfo.instructions)));
  page.append(h('div', { class: 'split' }, canvas, side));

  const map = await createMap(canvas, config);
  source(map, 'area').setData({ type: 'Feature', geometry: project.areaOfInterest, properties: {} });
  fit(map, boxOf(project.areaOfInterest));
  void call<GeoJSON.FeatureCollection>(`/api/map/projects/${id}/background`).then((data) => source(map, 'background').setData(data), () => {});

  const shapes = new Map<number, GeoJSON.Geometry>();
  const hidden = new Set<string>();
  let board: LiveBoard | null = null;
  let chosen = 0;
  const panel = new Panel(place, id, async () => board?.ask(), (task) => shapes.get(task));

  const paint = (tasks: number[]): void => {
    for (const task of tasks) {
      const letter = board?.letters.get(task) ?? 'R';
      map.setFeatureState({ source: 'tasks', id: task }, { letter, hidden: hidden.has(letter) });
    }
    const now = board!.progress;
    progress.replaceChildren(
      bar(now.percentMapped, now.percentValidated),
      h('p', { class: 'small' }, h('span', { 'data-testid': 'progress-mapped' }, `${now.percentMapped} %`), ' mapped, ', h('span', { 'data-testid': 'progress-validated' }, `${now.percentValidated} %`), ` validated, ${now.total} tasks`));
    drawLegend();
    if (chosen && tasks.includes(chosen)) void attempt(() => panel.show(chosen));
  };

  const drawLegend = (): void => {
    const counts = new Map<string, number>();
    board?.letters.forEach((letter) => counts.set(letter, (counts.get(letter) ?? 0) + 1));
    legend.replaceChildren(...states.map((state) => {
      const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' }, state.letter);
      swatch.style.background = colorOf(state);
      return h('li', {}, h('button', { class: 'key', 'aria-pressed': hidden.has(state.letter) ? 'false' : 'true', click: () => { if (!hidden.delete(state.letter)) hidden.add(state.letter); paint([...shapes.keys()]); } },
        swatch, `${nameOf(state.letter)} `, h('b', {}, String(counts.get(state.letter) ?? 0))));
    }));
  };

  const choose = (task: number): void => {
    if (chosen) map.setFeatureState({ source: 'tasks', id: chosen }, { chosen: false });
    chosen = shapes.has(task) ? task : 0;
    number.value = chosen ? String(chosen) : '';
    if (chosen) {
      map.setFeatureState({ source: 'tasks', id: chosen }, { chosen: true });
      void attempt(() => panel.show(chosen));
    } else panel.clear();
  };

  const random = async (): Promise<void> => {
    const free = [...(board?.letters ?? [])].filter(([, letter]) => letter === 'R' || letter === 'I').map(([task]) => task);
    if (free.length === 0) throw new Error('There is no task left to map.');
    choose(free[Math.floor(Math.random() * free.length)]!);
  };

  const regrid = async (): Promise<void> => {
    const revision = (await call<{ revision: number }>(`/api/map/projects/${id}/states`)).revision;
    const grid = await call<Grid>(`/api/map/projects/${id}/grid?revision=${revision}`);
    shapes.clear();
    for (const feature of grid.features) shapes.set(Number(feature.id), feature.geometry);
    source(map, 'tasks').setData(grid);
    board?.stop();
    board = new LiveBoard(id, [...shapes.keys()].sort((a, b) => a - b), grid.revision, paint, () => void attempt(regrid));
    if (chosen && !shapes.has(chosen)) choose(0);
    await board.start();
    document.documentElement.dataset['ready'] = 'true';
  };

  map.on('click', 'tasks', (event) => choose(Number(event.features?.[0]?.id ?? 0)));
  map.on('mouseenter', 'tasks', () => { map.getCanvas().style.cursor = 'pointer'; });
  map.on('mouseleave', 'tasks', () => { map.getCanvas().style.cursor = ''; });
  await regrid();
  return () => { board?.stop(); panel.clear(); map.remove(); };
}
