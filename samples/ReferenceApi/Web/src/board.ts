import type { Board, Hold, Progress } from './api';
import { call } from './api';

/** The live state of a project's tasks: read once whole, then kept by deltas. Shapes are never read again for it. */
export class LiveBoard {
  readonly letters = new Map<number, string>();
  readonly holds = new Map<number, Hold>();
  progress: Progress = { total: 0, mapped: 0, validated: 0, badImagery: 0, percentMapped: 0, percentValidated: 0 };
  private events: EventSource | null = null;
  private poll = 0;
  private cursor = '0';

  constructor(private readonly project: number, private numbers: number[], private revision: number,
    private readonly changed: (tasks: number[]) => void, private readonly regrid: () => void) {}

  async start(): Promise<void> {
    const board = await call<Board>(`/api/map/projects/${this.project}/states`);
    if (board.revision !== this.revision || board.states === null) { this.regrid(); return; }
    this.numbers.forEach((number, index) => this.letters.set(number, board.states![index] ?? 'R'));
    board.locks?.forEach((hold) => this.holds.set(hold.task, hold));
    this.cursor = board.cursor;
    this.progress = board.progress;
    this.changed(this.numbers);
    this.events = new EventSource(`/api/map/projects/${this.project}/events`);
    this.events.onmessage = (message) => this.apply(JSON.parse(message.data as string) as Board);
    // Where a proxy swallows the stream, asking now and then keeps the picture right.
    this.poll = window.setInterval(() => void this.ask().catch(() => {}), 15_000);
  }

  /** Asks for what changed; also right after the user's own action. */
  async ask(): Promise<void> {
    this.apply(await call<Board>(`/api/map/projects/${this.project}/states?since=${this.cursor}`));
  }

  stop(): void {
    this.events?.close();
    clearInterval(this.poll);
  }

  private apply(board: Board): void {
    if (board.revision !== this.revision) { this.stop(); this.regrid(); return; }
    this.cursor = board.cursor;
    this.progress = board.progress;
    for (const change of board.changes ?? []) {
      this.letters.set(change.task, change.state);
      if (change.holder && change.expiresAt) {
        this.holds.set(change.task, { task: change.task, holder: change.holder, holderId: change.holderId!, purpose: change.purpose!, expiresAt: change.expiresAt });
      } else this.holds.delete(change.task);
    }
    this.changed((board.changes ?? []).map((change) => change.task));
  }
}
