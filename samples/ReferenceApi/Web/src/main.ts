import './style.css';
import { call, type Config } from './api';
import { showAccount } from './account';
import { attempt, say } from './dom';
import { showItemProjects } from './itemProjects';
import { showItemUpload } from './itemUpload';
import { showItemWork } from './itemWork';
import { showProjects } from './projects';
import { showProject } from './project';
import { showWizard } from './wizard';

let leave: () => void = () => {};

async function route(config: Config): Promise<void> {
  leave();
  leave = () => {};
  delete document.documentElement.dataset['ready'];
  say('');
  const page = document.getElementById('page')!;
  page.replaceChildren();
  const [, room, id] = location.hash.split('/');
  if (room === 'projects' && id) leave = await showProject(page, config, Number(id));
  else if (room === 'new') leave = await showWizard(page, config);
  else if (room === 'items' && id === 'new') await showItemUpload(page);
  else if (room === 'items' && id) leave = await showItemWork(page, config, id);
  else if (room === 'items') await showItemProjects(page);
  else await showProjects(page);
}

await attempt(async () => {
  const config = await call<Config>('/api/map/config');
  const again = (): void => void attempt(() => route(config));
  showAccount(document.getElementById('account')!, config, again);
  addEventListener('hashchange', again);
  await route(config);
});
