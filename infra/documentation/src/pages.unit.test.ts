import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ingestLimits, rejectionCodes } from '@touchstone/contracts';
import { brokenLinks, tableOf } from './pages';
import { readText, root } from './repository';

const guide = 'docs/emitters.md';
const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.md'),
);

it.each(['README.md', ...pages.map((file) => join('docs', file))])('%s links only to what is there', (page) => {
  expect(brokenLinks(page)).toEqual([]);
});

it('the README leads to every page of docs', () => {
  const top = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));
  expect(top.filter((file) => !readText('README.md').includes(`(docs/${file})`))).toEqual([]);
});

describe('the guide for emitters', () => {
  it('explains every code of a rejection, and no other', () => {
    expect(tableOf(guide, 'code').map(([code]) => code)).toEqual(rejectionCodes.map((code) => `\`${code}\``));
  });

  it('states the limits that are kept', () => {
    const { eventBytes, depth, messageIdLength, requestBytes, batchEvents } = ingestLimits;
    const spaced = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
    expect(tableOf(guide, 'of')).toEqual([
      ['one event', `${eventBytes / 1024} KiB, ${depth} levels`],
      ['`messageId`', `${messageIdLength} characters`],
      ['one request, after inflating', `${requestBytes / 1024 / 1024} MiB`],
      ['one batch', `${spaced(batchEvents)} events`],
    ]);
  });
});
