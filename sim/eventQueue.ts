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
/** Milliseconds of virtual time that are put in order at once. */
const SPAN_MS = 1_000;

/**
 * The events to come, the earliest first. Those of the span of time that is under way are in a binary heap; those of
 * later spans lie in no order until their span begins, by when most of them, timeouts, were cancelled. Cancelled
 * events stay until they come up or until they are more than half of all.
 */
export class EventQueue {
  /** Those before `#nearEndMs`. */
  #near: SimEvent[] = [];
  #nearEndMs = 0;
  /** The others, by the number of their span. */
  readonly #far = new Map<number, SimEvent[]>();
  #held = 0;
  #cancelled = 0;

  /** Events that are still going to happen. */
  get size(): number {
    return this.#held - this.#cancelled;
  }

  /** Events it holds, the cancelled ones that are not swept out yet included. */
  get held(): number {
    return this.#held;
  }

  /** The events that are still going to happen, in no order. */
  pending(): SimEvent[] {
    return [this.#near, ...this.#far.values()].flat().filter((event) => event.pending);
  }

  /** Called by the event that enters. */
  push(event: SimEvent): void {
    this.#held++;
    if (event.atMs < this.#nearEndMs) {
      this.#rise(event);
      return;
    }
    const span = Math.floor(event.atMs / SPAN_MS);
    const events = this.#far.get(span);
    if (events === undefined) this.#far.set(span, [event]);
    else events.push(event);
  }

  /** The earliest event, which stays in the queue. */
  peek(): SimEvent | undefined {
    for (;;) {
      const [top] = this.#near;
      if (top?.pending) return top;
      if (top !== undefined) this.#dropTop();
      else if (this.#far.size > 0) this.#nextSpan();
      else return undefined;
    }
  }

  /** Takes the earliest event out. */
  pop(): SimEvent | undefined {
    const top = this.peek();
    if (top !== undefined) {
      top.leave();
      this.#held--;
      this.#removeTop();
    }
    return top;
  }

  /** Counts one event as cancelled; called by the event. */
  forget(): void {
    this.#cancelled++;
    if (this.#cancelled >= SWEEP_MIN && this.#cancelled * 2 > this.#held) this.#sweep();
  }

  /** Puts the events of the next span that has any in order. */
  #nextSpan(): void {
    let span = Number.POSITIVE_INFINITY;
    for (const key of this.#far.keys()) span = Math.min(span, key);
    const events = this.#far.get(span) ?? [];
    this.#far.delete(span);
    this.#nearEndMs = (span + 1) * SPAN_MS;
    for (const event of events) {
      if (event.pending) this.#rise(event);
      else this.#uncount();
    }
  }

  #sweep(): void {
    this.#near = this.#near.filter((event) => event.pending);
    for (let at = (this.#near.length >> 1) - 1; at >= 0; at--) this.#sink(at);
    for (const [span, events] of this.#far) {
      const left = events.filter((event) => event.pending);
      if (left.length > 0) this.#far.set(span, left);
      else this.#far.delete(span);
    }
    this.#held -= this.#cancelled;
    this.#cancelled = 0;
  }

  #dropTop(): void {
    this.#uncount();
    this.#removeTop();
  }

  /** One that was cancelled is gone. */
  #uncount(): void {
    this.#held--;
    this.#cancelled--;
  }

  #rise(event: SimEvent): void {
    const heap = this.#near;
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

  #removeTop(): void {
    const last = this.#near.pop();
    if (last === undefined || this.#near.length === 0) return;
    this.#near[0] = last;
    this.#sink(0);
  }

  #sink(from: number): void {
    const heap = this.#near;
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
