import { setTimeout as sleep } from 'node:timers/promises';
import type { AppName } from '@touchstone/topology';
import { Replica, type Exit, type Launch } from './replica';

export interface ReplicasOptions {
  readonly app: AppName;
  readonly launch: (name: string) => Launch;
  readonly say: (line: string) => void;
}

const pauses = { first: 100, most: 10_000 };
/** Who lived that long begins again with the shortest pause. */
const healthyMs = 30_000;
const patienceMs = 90_000;
const mostFailures = 6;

const endOf = ({ code, signal }: Exit): string => signal ?? `exit code ${code}`;

/** The processes of one app: as many as wanted, each started again when it ends by itself. */
export class Replicas {
  /** How many there should be. */
  wanted = 0;
  private readonly current = new Map<number, Replica>();
  private readonly leaving = new Set<Replica>();
  private readonly failures = new Map<number, number>();
  private turn = 0;
  private busy: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: ReplicasOptions) {}

  get app(): AppName {
    return this.options.app;
  }

  /** Those on their way out included. */
  all(): Replica[] {
    return [...this.current.values(), ...this.leaving];
  }

  /** In the order in which a request tries them: those that are ready by turns, or, when none is, those that listen. */
  inTurn(): Replica[] {
    const listening = [...this.current.values()].filter(
      ({ pool, state }) => pool && state !== 'ended' && state !== 'leaving',
    );
    const ready = listening.filter(({ state }) => state === 'ready');
    const some = ready.length > 0 ? ready : listening;
    const first = some.length > 0 ? (this.turn = (this.turn + 1) % some.length) : 0;
    return [...some.slice(first), ...some.slice(0, first)];
  }

  /** Resolves when as many are ready, and those that are too many are gone. */
  scale(count: number): Promise<void> {
    return this.inOrder(async () => {
      this.wanted = count;
      const numbers = Array.from({ length: count }, (_, at) => at + 1);
      for (const number of numbers) if (!this.current.has(number)) this.begin(number);
      const tooMany = [...this.current].filter(([number]) => number > count);
      await Promise.all([
        ...numbers.map((number) => this.untilReady(number)),
        ...tooMany.map(([number, replica]) => this.retire(number, replica)),
      ]);
    });
  }

  /** One after the other: the successor is ready before its predecessor is told to stop. */
  restart(): Promise<void> {
    return this.inOrder(async () => {
      for (const [number, before] of [...this.current]) {
        const next = this.open(number);
        this.leaving.add(next); // shown, though it is not in turn yet
        await this.settled(next).finally(() => this.leaving.delete(next));
        this.current.set(number, next);
        await this.retire(number, before);
      }
    });
  }

  async stop(): Promise<void> {
    this.wanted = 0;
    const all = this.all();
    this.current.clear();
    await Promise.all(all.map((replica) => replica.stop()));
  }

  private inOrder(task: () => Promise<void>): Promise<void> {
    const done = this.busy.then(task);
    this.busy = done.catch(() => {});
    return done;
  }

  private open(number: number): Replica {
    const replica = new Replica(this.options.launch(`${this.app}-${number}`));
    void replica.exited.then(
      (exit) => this.ended(number, replica, endOf(exit)),
      ({ message }: Error) => this.ended(number, replica, message),
    );
    return replica;
  }

  private begin(number: number): void {
    this.current.set(number, this.open(number));
  }

  private ended(number: number, replica: Replica, how: string): void {
    if (this.current.get(number) !== replica || number > this.wanted) return;
    const failures = Date.now() - replica.startedAt > healthyMs ? 0 : (this.failures.get(number) ?? 0);
    this.failures.set(number, failures + 1);
    const pause = Math.min(pauses.first * 2 ** failures, pauses.most);
    this.options.say(`${replica.name} ended (${how}) and is started again in ${pause / 1_000} s.`);
    setTimeout(() => {
      if (this.current.get(number) === replica && number <= this.wanted) this.begin(number);
    }, pause).unref();
  }

  private async retire(number: number, replica: Replica): Promise<void> {
    if (this.current.get(number) === replica) this.current.delete(number);
    this.leaving.add(replica);
    await replica.stop().finally(() => this.leaving.delete(replica));
  }

  private async settled(replica: Replica): Promise<void> {
    for (const until = Date.now() + patienceMs; replica.state !== 'ready'; await sleep(25)) {
      if (replica.state !== 'ended' && Date.now() < until) continue;
      if (replica.state !== 'ended') await replica.stop();
      throw new Error(`${replica.name} did not become ready: ${(await replica.output()).slice(-2_000)}`);
    }
  }

  private async untilReady(number: number): Promise<void> {
    for (const until = Date.now() + patienceMs; this.current.get(number)?.state !== 'ready'; await sleep(25)) {
      const failures = this.failures.get(number) ?? 0;
      const replica = this.current.get(number);
      if (!replica) return; // everything is being stopped
      if (Date.now() < until && failures < mostFailures) continue;
      throw new Error(`${replica.name} did not become ready: ${(await replica.output()).slice(-2_000)}`);
    }
    this.failures.delete(number);
  }
}
