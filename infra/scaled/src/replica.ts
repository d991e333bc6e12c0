import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

export interface Launch {
  /** `<app>-<number>` */
  readonly name: string;
  readonly program: string;
  readonly nodeArgs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Gets what it prints; kept from one life to the next. */
  readonly logFile: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Leaving: it was told to stop, and finishes what it has in hand. */
export type ReplicaState = 'starting' | 'ready' | 'not ready' | 'leaving' | 'ended';

const tether = join(__dirname, '../dist/tether.js');
const pauses = { address: 25, readiness: 250 };
const patience = { readiness: 3_000, leaving: 40_000 };

/** One process of an app, on a port of its own. */
export class Replica {
  state: ReplicaState = 'starting';
  /** Where it answers, from the moment when it listens. */
  pool: Pool | undefined;
  url: string | undefined;
  readonly startedAt = Date.now();
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;
  private readonly logFrom: number;

  constructor(private readonly launch: Launch) {
    const log = openSync(launch.logFile, 'a', 0o600);
    this.logFrom = fstatSync(log).size;
    // Detached: Ctrl-C in a terminal reaches the runner, which stops its services in order.
    this.child = spawn(process.execPath, [...launch.nodeArgs, '--require', tether, launch.program], {
      env: { ...process.env, ...launch.env },
      stdio: ['pipe', log, log],
      detached: true,
    });
    closeSync(log);
    this.child.stdin?.on('error', () => {}); // it is gone already
    this.exited = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('exit', (code, signal) => {
        this.state = 'ended';
        void this.pool?.destroy();
        resolve({ code, signal });
      });
    });
    this.exited.catch(() => (this.state = 'ended'));
    void this.watch();
  }

  get name(): string {
    return this.launch.name;
  }

  get pid(): number {
    return this.child.pid as number;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** What this life has printed so far. */
  async output(): Promise<string> {
    const file = await open(this.launch.logFile);
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read({
        buffer: Buffer.alloc(Math.max(size - this.logFrom, 1)),
        position: this.logFrom,
      });
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  }

  /** Gets no new requests from now on, finishes what it has in hand, and is gone when this resolves. */
  async stop(): Promise<Exit> {
    if (this.state !== 'ended') this.state = 'leaving';
    this.signal('SIGTERM');
    const late = setTimeout(() => this.signal('SIGKILL'), patience.leaving);
    return this.exited.finally(() => clearTimeout(late));
  }

  private async watch(): Promise<void> {
    while (!this.url && this.stays()) {
      this.url = /listens on (http\S+)/.exec(await this.output())?.[1];
      if (!this.url) await sleep(pauses.address);
    }
    if (!this.url) return;
    this.pool = new Pool(this.url, { connect: { timeout: 2_000 }, headersTimeout: 60_000 });
    while (this.stays()) {
      const isReady = await this.isReady();
      if (this.stays()) this.state = isReady ? 'ready' : 'not ready';
      await sleep(pauses.readiness, undefined, { ref: false });
    }
  }

  private stays(): boolean {
    return this.state !== 'ended' && this.state !== 'leaving';
  }

  private async isReady(): Promise<boolean> {
    try {
      const asking = { signal: AbortSignal.timeout(patience.readiness) };
      const answer = await fetch(`${this.url}/health/ready`, asking);
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }
}
