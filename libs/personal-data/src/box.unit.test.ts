import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { boxFor, boxGeneration, openBox, sealBox, type DataKey } from './box';
import { BoxUnreadable } from './box-unreadable';

interface Golden {
  key: string;
  generation: number;
  nonce: string;
  id: string;
  role: string;
  identity: string;
  text: string;
  box: string;
  deflated: boolean;
}

// Kept for ever: what these boxes hold must open in every version to come. Add, never change.
const golden = JSON.parse(readFileSync(join(__dirname, 'golden', 'boxes.v1.json'), 'utf8')) as Golden[];
const keyOf = (one: Golden): DataKey => ({
  identity: one.identity,
  generation: one.generation,
  key: createSecretKey(Buffer.from(one.key, 'hex')),
});
const associated = ({ id, role, identity }: Golden) => boxFor(id, role, identity);

describe('golden boxes', () => {
  it.each(golden)('opens $role of $id', (one) => {
    const box = Buffer.from(one.box, 'base64');
    expect(openBox(keyOf(one), box, associated(one))).toBe(one.text);
    expect(boxGeneration(box)).toBe(one.generation);
    expect((box[0]! & 0x80) !== 0).toBe(one.deflated);
  });
  // Another zlib may deflate to other bytes, which open all the same.
  it.each(golden.filter(({ deflated }) => !deflated))('seals $role of $id to the same bytes', (one) => {
    expect(sealBox(keyOf(one), one.text, associated(one), Buffer.from(one.nonce, 'hex')).toString('base64')).toBe(
      one.box,
    );
  });
  it('cover plain, deflated, empty and non-Latin text, and a high generation', () => {
    expect(golden.some(({ deflated }) => deflated)).toBe(true);
    expect(golden.some(({ text }) => text === '{}')).toBe(true);
    expect(golden.some(({ generation }) => generation > 0xffff)).toBe(true);
    expect(golden.some(({ text }) => /[^\x00-\xff]/.test(text))).toBe(true);
  });
});

const sample = golden[0]!;
const key = keyOf(sample);

it('opens whatever was sealed, and deflates exactly from 4 KiB', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'binary', minLength: 1_000, maxLength: 6_000 }),
  );
  fc.assert(
    fc.property(text, (plain) => {
      const box = sealBox(key, plain, 'x');
      expect(openBox(key, box, 'x')).toBe(plain);
      expect((box[0]! & 0x80) !== 0).toBe(Buffer.byteLength(plain) >= 4096);
    }),
  );
  expect(sealBox(key, 'a'.repeat(4095), 'x')[0]).toBe(1);
  expect(sealBox(key, 'a'.repeat(4096), 'x')[0]).toBe(0x81);
});

it('never uses a nonce twice', () => {
  const nonces = Array.from({ length: 3_000 }, () => sealBox(key, 'x', 'y').subarray(5, 17).toString('hex'));
  expect(new Set(nonces).size).toBe(3_000);
});

it('opens for its own event, role and identity only', () => {
  const box = sealBox(key, 'secret', boxFor('e1', 'subject', 'i1'));
  for (const other of [boxFor('e2', 'subject', 'i1'), boxFor('e1', 'payer', 'i1'), boxFor('e1', 'subject', 'i2')])
    expect(() => openBox(key, box, other)).toThrow(BoxUnreadable);
});

it('notices every changed byte', () => {
  const box = sealBox(key, 'secret', 'x');
  for (let at = 0; at < box.length; at++) {
    const changed = Buffer.from(box);
    changed[at]! ^= 1;
    expect(() => openBox(key, changed, 'x')).toThrow(BoxUnreadable);
  }
  for (let length = 0; length < box.length; length++)
    expect(() => openBox(key, box.subarray(0, length), 'x')).toThrow(BoxUnreadable);
});
