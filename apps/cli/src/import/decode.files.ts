import { isUtf8 } from 'node:buffer';
import { encodingExists, getDecoder } from 'iconv-lite';
import { Refused } from '../refused';
import { Misfit } from './misfit';
import { maxRecord, type TextBlock } from './text-block';

const noUtf8 = new Misfit(
  'not-text',
  'The line is not UTF-8: name the encoding of the file in the mapping, such as encoding: windows-1252.',
);
const tooLong = new Misfit('line-too-long', `The line is longer than ${maxRecord / 1024 / 1024} MiB.`);
const cutOff = new Misfit(
  'cut-off',
  'The last line was still being written when the import began: import it again when it is whole.',
);
const nothing: ReadonlyMap<number, Misfit> = new Map();
const lineFeed = 10;

/** Turns bytes into whole lines. */
interface Lines {
  push(chunk: Buffer): TextBlock | undefined;
  /** What stands behind the last line feed. */
  end(): TextBlock | undefined;
}

/** Which lines of a text that is not UTF-8 as a whole are not. */
const broken = (bytes: Buffer): Map<number, Misfit> => {
  const found = new Map<number, Misfit>();
  for (let from = 0, index = 0; from <= bytes.length; index++) {
    const end = bytes.indexOf(lineFeed, from);
    const line = bytes.subarray(from, end < 0 ? bytes.length : end);
    if (!isUtf8(line)) found.set(index, noUtf8);
    from = (end < 0 ? bytes.length : end) + 1;
  }
  return found;
};

/** Collects pieces until a line ends; a line beyond the limit is let go, so that memory stays bounded. */
const collector = <Piece extends { readonly length: number }>(join: (pieces: readonly Piece[]) => Piece) => {
  let pieces: Piece[] = [];
  let length = 0;
  let isTooLong = false;
  return {
    add: (piece: Piece): void => {
      length += piece.length;
      if (length > maxRecord) [pieces, isTooLong] = [[], true];
      if (!isTooLong && piece.length > 0) pieces.push(piece);
    },
    take: (): { joined: Piece; isTooLong: boolean; isEmpty: boolean } => {
      const taken = { joined: join(pieces), isTooLong, isEmpty: length === 0 };
      [pieces, length, isTooLong] = [[], 0, false];
      return taken;
    },
  };
};

const numbered = () => {
  let next = 1;
  return (lines: string[], misfits: ReadonlyMap<number, Misfit>): TextBlock => {
    const block = { lines, firstLine: next, misfits };
    next += lines.length;
    return block;
  };
};

/** The first line alone may be too long: it is the one that was collected. */
const withTooLong = (misfits: ReadonlyMap<number, Misfit>, isTooLong: boolean): ReadonlyMap<number, Misfit> =>
  isTooLong ? new Map([...misfits, [0, tooLong]]) : misfits;

const utf8Lines = (): Lines => {
  const number = numbered();
  const rest = collector<Buffer>((pieces) => (pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)));
  const take = (): TextBlock => {
    const { joined, isTooLong } = rest.take();
    const misfits = isUtf8(joined) ? nothing : broken(joined);
    return number(joined.toString('utf8').split('\n'), withTooLong(misfits, isTooLong));
  };
  return {
    push: (chunk) => {
      const last = chunk.lastIndexOf(lineFeed);
      if (last < 0) return void rest.add(chunk);
      const first = chunk.indexOf(lineFeed);
      rest.add(chunk.subarray(0, first));
      // The line that began in an earlier chunk is measured alone; what follows it are whole lines of this chunk.
      const begun = take();
      const whole = last > first ? chunk.subarray(first + 1, last) : undefined;
      const misfits = whole && !isUtf8(whole) ? broken(whole) : nothing;
      const more = whole ? number(whole.toString('utf8').split('\n'), misfits) : undefined;
      rest.add(chunk.subarray(last + 1));
      return more ? joinBlocks(begun, more) : begun;
    },
    end: () => {
      const { joined, isTooLong, isEmpty } = rest.take();
      return isEmpty
        ? undefined
        : number([joined.toString('utf8')], withTooLong(isUtf8(joined) ? nothing : broken(joined), isTooLong));
    },
  };
};

const joinBlocks = (first: TextBlock, second: TextBlock): TextBlock => ({
  lines: first.lines.concat(second.lines),
  firstLine: first.firstLine,
  misfits:
    first.misfits.size + second.misfits.size === 0
      ? nothing
      : new Map([
          ...first.misfits,
          ...[...second.misfits].map(([at, misfit]) => [at + first.lines.length, misfit] as const),
        ]),
});

const decodedLines = (encoding: string): Lines => {
  const number = numbered();
  const decoder = getDecoder(encoding);
  const rest = collector<string>((pieces) => pieces.join(''));
  const push = (text: string): TextBlock | undefined => {
    const last = text.lastIndexOf('\n');
    if (last < 0) return void rest.add(text);
    const first = text.indexOf('\n');
    rest.add(text.slice(0, first));
    const { joined, isTooLong } = rest.take();
    const lines = [joined, ...(last > first ? text.slice(first + 1, last).split('\n') : [])];
    rest.add(text.slice(last + 1));
    return number(lines, isTooLong ? new Map([[0, tooLong]]) : nothing);
  };
  return {
    push: (chunk) => push(decoder.write(chunk)),
    end: () => {
      const block = push(decoder.end() ?? '');
      const { joined, isTooLong, isEmpty } = rest.take();
      return isEmpty ? block : number([joined], isTooLong ? new Map([[0, tooLong]]) : nothing);
    },
  };
};

/** By its byte order mark, or by the zero bytes that ASCII has in UTF-16. */
export const encodingOf = (start: Buffer): { name: string; markBytes: number } => {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { name: 'utf-8', markBytes: 3 };
  if (start[0] === 0xff && start[1] === 0xfe) return { name: 'utf-16le', markBytes: 2 };
  if (start[0] === 0xfe && start[1] === 0xff) return { name: 'utf-16be', markBytes: 2 };
  const sample = start.subarray(0, 1024);
  const zeros = (from: number): number => sample.filter((byte, at) => at % 2 === from && byte === 0).length;
  const [even, odd] = [zeros(0), zeros(1)];
  if (odd > sample.length / 4 && even < odd / 10) return { name: 'utf-16le', markBytes: 0 };
  if (even > sample.length / 4 && odd < even / 10) return { name: 'utf-16be', markBytes: 0 };
  return { name: 'utf-8', markBytes: 0 };
};

const isUtf8Name = (name: string): boolean => /^utf-?8$/i.test(name);

/** The whole lines of a file, block by block. `wasCut` is asked at its end: whether the last line may be half of one. */
export async function* textBlocks(
  chunks: AsyncIterable<Buffer>,
  named: string | undefined,
  wasCut: () => Promise<boolean>,
): AsyncGenerator<TextBlock> {
  if (named !== undefined && !isUtf8Name(named) && !encodingExists(named))
    throw new Refused(`The encoding ${named} of the mapping is not known: write it as utf-16le or windows-1252.`);
  let lines: Lines | undefined;
  for await (const chunk of chunks) {
    const { name, markBytes } = lines ? { name: '', markBytes: 0 } : encodingOf(chunk);
    const encoding = markBytes > 0 ? name : (named ?? name);
    lines ??= isUtf8Name(encoding) ? utf8Lines() : decodedLines(encoding);
    const block = lines.push(markBytes > 0 ? chunk.subarray(markBytes) : chunk);
    if (block) yield block;
  }
  const last = lines?.end();
  if (!last) return;
  yield (await wasCut()) ? { ...last, misfits: new Map([...last.misfits, [last.lines.length - 1, cutOff]]) } : last;
}
