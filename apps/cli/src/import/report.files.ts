import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Misfit } from './misfit';

export interface Report {
  add(line: number, misfit: Misfit): void;
  close(): Promise<void>;
}

/** Every line that does not fit, as lines of JSON; nothing where no file is named. */
export const openReport = (path: string | undefined): Report => {
  const stream: WriteStream | undefined = path === undefined ? undefined : createWriteStream(path, { mode: 0o600 });
  return {
    add: (line, { code, detail }) => void stream?.write(`${JSON.stringify({ line, code, detail })}\n`),
    close: async () => {
      if (!stream) return;
      stream.end();
      if (!stream.closed) await once(stream, 'close');
    },
  };
};
