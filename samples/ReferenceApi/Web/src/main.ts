import './style.css';
import { call, type Config } from './api';
import { showAccount } from './account';
import { attempt, say } from './dom';
import { showItemProjects } from './itemProjects';
import { showItemUpload } from './itemUpload';
import { showItemWork } from './itemWork';
import { finishOsmSignIn } from './osmSignIn';
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
  let greeting = '';
  await attempt(async () => {
    const who = await finishOsmSignIn();
    if (who !== null) greeting = `Signed in as ${who}.`;
  });
  const refused = document.getElementById('status')!.textContent ?? '';
  const again = (): void => void attempt(() => route(config));
  showAccount(document.getElementById('account')!, config, again);
  addEventListener('hashchange', again);
  await route(config);
  if (greeting || refused) say(greeting || refused, greeting === '');
});
