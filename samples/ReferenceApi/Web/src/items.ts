import { keep, session } from './api';

export interface ItemProject { id: string; name: string; metadata: Record<string, unknown>; createdAt: string }
export interface Item {
  id: string; number: number; token: number | null; instructions: string; status: string; lockedTill: string; lockedBy: string | null;
  pin: { coordinates: [number, number] }; featureCollection: GeoJSON.FeatureCollection | null; metadata: Record<string, unknown>;
}
export interface ItemSettings { your_role: string; is_archived: boolean; lease_minutes: number }
export interface Stats { total: number; tags: Record<string, Record<string, string>> }
export interface Imported { rows: number; created: number; changed: number; unchanged: number; missing: number; faulty: number; faults: { row: number; message: string }[] }

/** A refusal of the to-fix API, with its status. */
export class Refusal extends Error {
  constructor(readonly status: number, text: string) { super(text); }
}

/** Calls the to-fix API, which has an error body of its own. A file goes as it is. */
export async function items<T>(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<T> {
  const headers: Record<string, string> = {};
  const who = session();
  if (who) headers['Authorization'] = `Token ${btoa(who.session_token)}`;
  if (body !== undefined && !(body instanceof Blob)) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['Idempotency-Key'] = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const answer = await fetch(`/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }) });
  const text = await answer.text();
  const json: unknown = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : {};
  if (answer.ok) return json as T;
  if (answer.status === 401) keep(null);
  const message = (json as { message?: string | string[] }).message;
  const wait = answer.headers.get('Retry-After');
  const said = answer.status === 401 ? 'Sign in to work on micro-tasks.' : Array.isArray(message) ? message.join('; ') : message ?? `The server answered ${answer.status}.`;
  throw new Refusal(answer.status, answer.status === 429 && wait ? `${said}. Try again in ${Math.ceil(Number(wait) / 60)} min.` : said);
}

/** How many items have which status; an item with several tags counts once under each. */
export function byStatus(stats: Stats): Map<string, number> {
  const counts = new Map<string, number>();
  for (const statuses of Object.values(stats.tags)) {
    for (const [status, count] of Object.entries(statuses)) counts.set(status, (counts.get(status) ?? 0) + Number(count));
  }
  return counts;
}
