export interface Session { username: string; session_token: string }
export interface Config { localSignIn: boolean; osmSignIn: boolean; rasterUrl: string | null; rasterAttribution: string | null; attribution: string; version: string }
export interface Progress { total: number; mapped: number; validated: number; badImagery: number; percentMapped: number; percentValidated: number }
export interface Hold { task: number; holder: string; holderId: number; purpose: string; expiresAt: string }
export interface Change { task: number; state: string; holder: string | null; holderId: number | null; purpose: string | null; expiresAt: string | null }
export interface Board { revision: number; cursor: string; progress: Progress; states: string | null; locks: Hold[] | null; changes: Change[] | null }
export interface HistoryLine { historyId: number; action: string; actionText: string | null; actionDate: string; actionBy: string }
export interface Task { taskId: number; taskStatus: string; lockHolder: string | null; taskHistory: HistoryLine[]; perTaskInstructions: string; lockExpiresAt: string | null }
export interface ProjectItem { projectId: number; name: string; shortDescription: string; percentMapped: number; percentValidated: number; activeMappers: number }
export interface Project { projectId: number; projectInfo: { name: string; shortDescription: string; description: string; instructions: string }; aoiBBOX: [number, number, number, number]; areaOfInterest: GeoJSON.Geometry; author: string | null }
export interface Quality { smallestSquareMetres: number; medianSquareMetres: number; largestSquareMetres: number; meanMinutes: number; maxToMean: number; buildingsCut: number; coveredShare: number; compactness: number; borderOnLinesShare: number }
export interface Preview { count: number; areaSquareMetres: number; tasks: GeoJSON.FeatureCollection | null; quality: Quality | null; problems: { message: string; path: string }[] }

const key = 'osmtasking.session';

export function session(): Session | null {
  const kept = localStorage.getItem(key);
  return kept ? (JSON.parse(kept) as Session) : null;
}

export function keep(value: Session | null): void {
  if (value) localStorage.setItem(key, JSON.stringify(value));
  else localStorage.removeItem(key);
}

const words: Record<string, string> = {
  InvalidTaskState: 'Somebody else was faster, or the task is not in a state that can be locked.',
  UserAlreadyHasTaskLocked: 'You hold another task already. Finish or stop it first.',
  CannotValidateMappedTask: 'You mapped this task yourself: somebody else validates it.',
  NotReadyForValidation: 'This task cannot be validated now.',
  TaskNotOwned: 'Somebody else holds this task.',
  LockBeforeUnlocking: 'Your lock has expired. Lock the task again.',
  NotLockedForValidation: 'Your lock has expired. Lock the task again.',
  SmallToSplit: 'This task is too small to be split.',
  UndoPermissionError: 'Only the author of the last change or a validator can undo it.',
  NotPermittedToCreate: 'Only project managers can create projects.',
  InvalidToken: 'Your sign-in has expired. Sign in again.',
};

/** Calls the API. Whatever is refused becomes an Error that says why in words. */
export async function call<T>(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<T> {
  const headers: Record<string, string> = {};
  const who = session();
  if (who) headers['Authorization'] = `Token ${btoa(who.session_token)}`;
  if (body !== undefined) headers['Content-Type'] = body instanceof Blob ? 'application/octet-stream' : 'application/json';
  if (method !== 'GET') headers['Idempotency-Key'] = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const answer = await fetch(path, { method, headers, ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }) });
  const text = await answer.text();
  const json: unknown = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : {};
  if (answer.ok) return json as T;
  if (answer.status === 401) keep(null);
  const fault = json as { SubCode?: string; Error?: string; message?: string; error?: { message?: string } };
  const code = fault.SubCode?.trim() ?? '';
  throw new Error(words[code] ?? fault.error?.message ?? fault.Error?.trim() ?? fault.message ?? `The server answered ${answer.status}.`);
}
