/** Something that is going to happen at a moment of virtual time, unless it is cancelled before. */
export abstract class SimEvent {
  #atMs = 0;
  #sequence = 0;
  #queue: EventQueue | undefined;

  /** When it happens. */
  get atMs(): number {
    return this.#atMs;
  }

  /** Order among events of the same moment: as they were scheduled. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Whether it is still going to happen. */
  get pending(): boolean {
    return this.#queue !== undefined;
  }

  /** It happens. */
  abstract fire(): void;

  /** Enters a queue, once. */
  enter(queue: EventQueue, atMs: number, sequence: number): void {
    this.#atMs = atMs;
    this.#sequence = sequence;
    this.#queue = queue;
    queue.push(this);
  }

  /** Takes it back; nothing happens when it has fired or was cancelled before. */
  cancel(): void {
    const queue = this.#queue;
    this.#queue = undefined;
    queue?.forget();
  }

  /** Marks it as fired. */
  leave(): void {
    this.#queue = undefined;
  }
}

function before(left: SimEvent, right: SimEvent): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.sequence < right.sequence);
}

const SWEEP_MIN = 1024;

/**
 * A binary heap of events, the earliest first. Cancelled events stay in it until they come up or until they are
 * more than half of it, so that cancelling costs next to nothing.
 */
export class EventQueue {
  #heap: SimEvent[] = [];
  #cancelled = 0;

  /** Events that are still going to happen. */
  get size(): number {
    return this.#heap.length - this.#cancelled;
  }

  /** Events it holds, the cancelled ones that are not swept out yet included. */
  get held(): number {
    return this.#heap.length;
  }

  /** The events that are still going to happen, in no order. */
  pending(): SimEvent[] {
    return this.#heap.filter((event) => event.pending);
  }

  /** Called by the event that enters. */
  push(event: SimEvent): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt] as SimEvent;
      if (before(parent, event)) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = event;
  }

  /** The earliest event, which stays in the queue. */
  peek(): SimEvent | undefined {
    let top = this.#heap[0];
    while (top !== undefined && !top.pending) {
      this.#cancelled--;
      this.#removeTop();
      top = this.#heap[0];
    }
    return top;
  }

  /** Takes the earliest event out. */
  pop(): SimEvent | undefined {
    const top = this.peek();
    if (top !== undefined) {
      top.leave();
      this.#removeTop();
    }
    return top;
  }

  /** Counts one event as cancelled; called by the event. */
  forget(): void {
    this.#cancelled++;
    if (this.#cancelled >= SWEEP_MIN && this.#cancelled * 2 > this.#heap.length) this.#sweep();
  }

  #sweep(): void {
    this.#heap = this.#heap.filter((event) => event.pending);
    this.#cancelled = 0;
    for (let at = (this.#heap.length >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  #removeTop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const event = heap[from] as SimEvent;
    let at = from;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= heap.length) break;
      let child = heap[childAt] as SimEvent;
      const right = heap[childAt + 1];
      if (right !== undefined && before(right, child)) {
        child = right;
        childAt++;
      }
      if (before(event, child)) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = event;
  }
}
