import { session } from './api';

/** Hears what the server tells, with the sign-in that an EventSource cannot send; comes back after a break, later each time. */
export function hear(path: string, told: () => void): () => void {
  const end = new AbortController();
  const listen = async (): Promise<void> => {
    for (let wait = 1000; !end.signal.aborted; wait = Math.min(wait * 2, 30_000)) {
      try {
        const answer = await fetch(path, { headers: { Authorization: `Token ${btoa(session()?.session_token ?? '')}`, Accept: 'text/event-stream' }, signal: end.signal });
        if (answer.status >= 400 && answer.status < 500) return;
        const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
        let rest = '';
        for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
          wait = 1000;
          const lines = (rest + part.value).split('\n');
          rest = lines.pop() ?? '';
          if (lines.some((line) => line.startsWith('data:'))) told();
        }
      } catch {
        // Cut off: once more, later.
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  };
  void listen();
  return () => end.abort();
}
