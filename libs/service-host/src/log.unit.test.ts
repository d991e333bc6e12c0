import { createLog, sendLogsTo } from './log';

const logged = (write: (log: ReturnType<typeof createLog>) => void): string => {
  let text = '';
  sendLogsTo({ write: (line) => void (text += line) });
  write(createLog('test'));
  sendLogsTo(undefined);
  return text;
};

describe('the log', () => {
  it('leaves out the text of errors that quote data', () => {
    const fromDatabase = Object.assign(new Error('invalid input syntax: "Ann"'), { severity: 'ERROR', code: '22P02' });
    let fromJson: unknown;
    try {
      JSON.parse('{"name": Ann}');
    } catch (error) {
      fromJson = error;
    }
    const text = logged((log) => [fromDatabase, fromJson].forEach((err) => log.error({ err }, 'failed')));
    expect(text).toContain('22P02');
    expect(text).toContain('SyntaxError');
    expect(text).not.toContain('Ann');
  });

  it('scrubs addresses and numbers from other texts, and keeps the rest', () => {
    const text = logged((log) =>
      log.error({ err: new Error('no slot for ann@example.org, +41 44 668 18 00') }, 'failed'),
    );
    expect(text).toContain('no slot for');
    expect(text).not.toMatch(/ann@|668/);
  });

  it('redacts fields that hold secrets or persons', () => {
    const text = logged((log) =>
      log.info({ headers: { authorization: 'Bearer x1' }, email: 'x2', body: { phone: 'x3' } }, 'request'),
    );
    expect(text).not.toMatch(/x1|x2|x3/);
  });
});
