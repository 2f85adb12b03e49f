import { call, keep, type Session } from './api';

const state = 'osmtasking.osm-sign-in';
const home = (): string => `${location.origin}/`;

/** Goes to OSM to sign in; OSM sends the browser back to the start of this page with a code. */
export async function signInWithOsm(): Promise<void> {
  const login = await call<{ auth_url: string; state: string }>(`/api/v2/system/authentication/login/?redirect_uri=${encodeURIComponent(home())}`);
  sessionStorage.setItem(state, JSON.stringify({ state: login.state, room: location.hash }));
  location.assign(login.auth_url);
}

/** Ends a sign-in that OSM sent back; says who it is, or null when there was none. A state that this browser did not make is not followed. */
export async function finishOsmSignIn(): Promise<string | null> {
  const asked = new URLSearchParams(location.search);
  const [code, given] = [asked.get('code'), asked.get('state')];
  const began = JSON.parse(sessionStorage.getItem(state) ?? 'null') as { state: string; room: string } | null;
  sessionStorage.removeItem(state);
  if (code === null && asked.get('error') === null) return null;
  history.replaceState(null, '', `/${began?.room ?? ''}`);
  if (began === null || began.state !== given) throw new Error('That sign-in was not begun here. Try again.');
  if (code === null) throw new Error('OpenStreetMap did not sign you in.');
  const { username, session_token } = await call<Session>(`/api/v2/system/authentication/callback/?code=${encodeURIComponent(code)}&redirect_uri=${encodeURIComponent(home())}`);
  keep({ username, session_token });
  return username;
}
