import { problemOf } from './problem-of';

const ofServer = (code: string): Error => Object.assign(new Error('could not extend file "base/5/16384"'), { code });

it.each([
  ['no space left on its disk', '53100'],
  ['no connection left', '53300'],
  ['a disk that fails', '58030'],
  ['a start that is not over', '57P03'],
  ['a standby that took over and only reads', '25006'],
])('says that a request may be sent again when the database has %s', (_, code) => {
  const { problem, headers } = problemOf(ofServer(code));
  expect({ status: problem.status, headers }).toEqual({ status: 503, headers: { 'retry-after': '1' } });
});

it('tells nothing of the inside when a statement itself is wrong', () => {
  expect(problemOf(ofServer('42601')).problem).toMatchObject({ status: 500 });
});
