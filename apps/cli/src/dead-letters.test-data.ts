import type { Said } from './testing/run-cli.client';

export interface Cli {
  /** Of the product of the test. */
  readonly run: (...args: string[]) => Promise<Said>;
  readonly json: <T>(...args: string[]) => Promise<T>;
}
interface Stage extends Cli {
  /** As the first source. */
  readonly post: (batch: readonly object[]) => Promise<unknown>;
  /** A file with this JSON. */
  readonly file: (content: object) => Promise<string>;
  readonly seen: (text: string, touchpoints: number) => Promise<unknown>;
  readonly eventually: <T>(what: string, read: () => Promise<T>, until: (value: T) => boolean) => Promise<T>;
}

export const limitStory = async ({ run, json }: Cli, id: string): Promise<void> => {
  expect(await run('source', 'limit', id, '--rate', '500', '--burst', '1000', '--rejections', '20')).toMatchObject({
    code: 0,
  });
  const shown = await json<{ limits: object; writeKeys: { id: string; expiresAt: string | null }[] }>(
    'source',
    'show',
    id,
  );
  expect(shown.limits).toEqual({ eventsPerSecond: 500, burstEvents: 1000, rejectionsPerDay: 20 });
  expect((await run('source', 'show', id)).out).toMatch(/500 events a second.*never seen/s);
  const [, key] = shown.writeKeys;
  expect(await run('source', 'revoke-key', id, key?.id ?? '')).toMatchObject({ code: 0 });
  expect((await json<typeof shown>('source', 'show', id)).writeKeys[1]?.expiresAt).not.toBeNull();
  expect(await run('source', 'limit', id, '--rate', 'none')).toMatchObject({ code: 0 });
};

export const deadLetterStory = async ({ post, file, run, json, seen, eventually }: Stage): Promise<void> => {
  type Letter = { kind: string; id: string; state: string; reason: string };
  const listed = async (...filter: string[]) =>
    (await json<{ items: Letter[] }>('dead-letters', 'list', ...filter)).items;
  await post([1, 2, 3].map((n) => ({ type: 'track', userId: `eve-${n}`, messageId: `dead-${n}` })));
  await post([{ type: 'track', event: 'Seen', userId: 'eve-1', messageId: 'twice' }]);
  await post([{ type: 'track', event: 'Changed', userId: 'eve-1', messageId: 'twice' }]);
  const found = await eventually('all are kept', listed, (items) => items.length === 4);
  expect(found.map(({ kind, reason }) => `${kind} ${reason}`).sort()).toEqual([
    'conflict same-id-other-content',
    'rejection missing-event-name',
    'rejection missing-event-name',
    'rejection missing-event-name',
  ]);
  const [rejection] = found as [Letter];
  const name = `${rejection.kind}:${rejection.id}`;
  expect((await run('dead-letters', 'show', name)).out).not.toContain('eve-');
  expect((await run('dead-letters', 'show', name, '--values')).out).toMatch(/eve-[123]/);
  expect((await run('dead-letters', 'show', name)).out).toContain('"viewed"');

  const correction = await file({ event: 'Corrected' });
  const many = ['dead-letters', 'repair', '--reason', 'missing-event-name'];
  expect(await run('dead-letters', 'repair', '--with', correction)).toMatchObject({
    code: 1,
    err: expect.stringContaining('Name a dead letter, or choose many'),
  });
  expect((await run(...many, '--with', correction, '--dry-run')).out).toMatch(
    /3 would be repaired; nothing was changed/,
  );
  expect(await run(...many)).toMatchObject({ code: 1, out: expect.stringContaining('0 repaired, 3 refused.') });
  expect(await run(...many, '--with', correction)).toMatchObject({ code: 0, out: '3 repaired, 0 refused.\n' });
  await seen('user_id:eve-2', 1);
  expect(await listed('--kind', 'rejection')).toEqual([]);
  expect(await listed('--kind', 'rejection', '--state', 'repaired')).toHaveLength(3);
  const discarded = await run('dead-letters', 'discard', '--kind', 'conflict', '--because', 'a test');
  expect(discarded).toMatchObject({ code: 0, out: '1 discarded, 0 refused.\n' });
  expect((await run('dead-letters', 'list')).out).toBe('There are no such dead letters.\n');
  expect(await run('dead-letters', 'replay', `parked:touchpoints:0:99`)).toMatchObject({
    code: 1,
    err: expect.stringContaining('Nothing is parked'),
  });
  expect((await run('bus', 'groups')).out).toMatch(/customer-repository +1 +\d+/);
  expect(await run('bus', 'forget', 'customer-repository')).toMatchObject({
    code: 1,
    err: expect.stringContaining('has members'),
  });
};
