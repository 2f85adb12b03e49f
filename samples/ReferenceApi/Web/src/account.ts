import { call, keep, session, type Config, type Session } from './api';
import { attempt, h, say } from './dom';
import { signInWithOsm } from './osmSignIn';

/** Who is signed in, and the way in and out. */
export function showAccount(place: HTMLElement, config: Config, changed: () => void): void {
  const draw = (): void => {
    const who = session();
    place.replaceChildren(
      who
        ? h('span', { class: 'who' }, h('span', { 'data-testid': 'signed-in' }, who.username), h('button', { class: 'quiet', 'data-testid': 'sign-out', click: () => { keep(null); draw(); changed(); } }, 'Sign out'))
        : h('button', { 'data-testid': 'sign-in', click: open }, 'Sign in'),
    );
  };

  const open = (): void => {
    const name = h('input', { id: 'sign-in-name', 'data-testid': 'sign-in-name', maxlength: 60, required: true, autocomplete: 'username' });
    const dialog = h('dialog', { 'aria-labelledby': 'sign-in-title' },
      h('form', { method: 'dialog', submit: (event) => { event.preventDefault(); void attempt(enter); } },
        h('h2', { id: 'sign-in-title' }, 'Sign in'),
        config.localSignIn
          ? h('p', {}, 'This is the development sign-in: a name is enough. It works on this machine only.')
          : h('p', {}, config.osmSignIn ? 'You are sent to OpenStreetMap, and come back signed in. What you edit here is saved in your name.' : 'Signing in is not set up on this server.'),
        config.localSignIn && h('label', { for: 'sign-in-name' }, 'Your mapper name'),
        config.localSignIn && name,
        h('div', { class: 'row' },
          h('button', { type: 'button', class: 'quiet', click: () => dialog.close() }, 'Cancel'),
          config.localSignIn && h('button', { 'data-testid': 'sign-in-submit' }, 'Sign in'),
          !config.localSignIn && config.osmSignIn && h('button', { type: 'button', 'data-testid': 'sign-in-osm', click: () => void attempt(signInWithOsm) }, 'Sign in with OpenStreetMap'))));
    const enter = async (): Promise<void> => {
      keep(await call<Session>('/api/map/sign-in', { username: name.value }));
      dialog.close();
      draw();
      changed();
      say(`Signed in as ${name.value}.`);
    };
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };

  draw();
}
