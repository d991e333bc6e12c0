import { encode } from 'iconv-lite';
import { encodingOf, textBlocks } from './decode.files';

const text = 'naïve,€\r\nsecond,\u{1f600}\nthird,\ud800 alone\n\nlast';
const wanted = text.split('\n');

const read = async (bytes: Buffer, size: number, encoding?: string, wasCut = false) => {
  const chunks = (async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  })();
  const lines: string[] = [];
  const misfits: [number, string][] = [];
  for await (const block of textBlocks(chunks, encoding, async () => wasCut)) {
    expect(block.firstLine).toBe(lines.length + 1);
    for (const [at, { code }] of block.misfits) misfits.push([block.firstLine + at, code]);
    lines.push(...block.lines);
  }
  return { lines, misfits };
};
const utf16be = (value: string): Buffer => Buffer.from(value, 'utf16le').swap16();

describe('textBlocks', () => {
  it.each([4, 7, 64, 4096])('reads UTF-8 and UTF-16, with and without a mark, in chunks of %d bytes', async (size) => {
    const whole = wanted.map((line) => line.replace('\ud800', '\ufffd'));
    expect((await read(Buffer.from(text), size)).lines).toEqual(whole);
    expect((await read(Buffer.from(`\ufeff${text}`), size)).lines).toEqual(whole);
    // A lone surrogate stays what it is: the gateway can keep it.
    expect(await read(Buffer.from(`\ufeff${text}`, 'utf16le'), size)).toEqual({ lines: wanted, misfits: [] });
    expect((await read(utf16be(`\ufeff${text}`), size)).lines).toEqual(wanted);
  });

  it('knows UTF-16 without a mark by its zero bytes', () => {
    expect(encodingOf(Buffer.from('id;name\n1;x\n', 'utf16le'))).toEqual({ name: 'utf-16le', markBytes: 0 });
    expect(encodingOf(utf16be('id;name\n1;x\n'))).toEqual({ name: 'utf-16be', markBytes: 0 });
    expect(encodingOf(Buffer.from('id;name\n'))).toEqual({ name: 'utf-8', markBytes: 0 });
  });

  it('says which lines are not UTF-8, unless the mapping names the encoding', async () => {
    const bytes = encode('a\ncafé\nb\nétage', 'windows-1252');
    for (const size of [1, 3, 100]) {
      expect((await read(bytes, size)).misfits).toEqual([
        [2, 'not-text'],
        [4, 'not-text'],
      ]);
      expect(await read(bytes, size, 'windows-1252')).toEqual({ lines: ['a', 'café', 'b', 'étage'], misfits: [] });
    }
    await expect(read(bytes, 10, 'klingon')).rejects.toThrow('The encoding klingon of the mapping is not known');
  });

  it('lets a line of more than 8 MiB go and reads on', async () => {
    const bytes = Buffer.from(`a\n${'x'.repeat(9 * 1024 * 1024)}\nb\n`);
    for (const named of [undefined, 'latin1']) {
      const { lines, misfits } = await read(bytes, 1024 * 1024, named);
      expect(misfits).toEqual([[2, 'line-too-long']]);
      expect([lines[0], lines[1], lines[2]]).toEqual(['a', '', 'b']);
    }
  });

  it('does not take the last line of a file that grows for a whole one', async () => {
    expect((await read(Buffer.from('a\nb'), 10, undefined, true)).misfits).toEqual([[2, 'cut-off']]);
    expect((await read(Buffer.from('a\nb\n'), 10, undefined, true)).misfits).toEqual([]);
  });
});
