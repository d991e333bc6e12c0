import { release } from '@touchstone/contracts';
import type { Command } from 'commander';
import type { Run } from '../context';
import { table } from '../show';
import { askFacts } from './ask.client';
import { diskOf } from './disk.files';
import type { Finding } from './finding';
import { findingsOf, type Facts } from './findings';
import { memberRows } from './slot-findings';

const outside = "A front door passes no service's own diagnosis: ask each one for it by --url http://host:port.";

const text = ({ diagnosis, slots }: Facts, findings: readonly Finding[]): string => {
  const rows = diagnosis.services.map(({ service, release: of, startedAt, residentBytes, databases }) => [
    ...[service, of, startedAt, `${Math.round(residentBytes / 1e6)} MB`],
    Object.entries(databases)
      .map(([name, { ok, connections }]) => (ok ? `${name} ${connections.open}/${connections.most}` : `${name} DOWN`))
      .join(', '),
  ]);
  const members = slots ? memberRows(slots) : [];
  const services = [
    ...(rows.length > 0 ? [table(['service', 'release', 'started', 'memory', 'connections'], rows)] : [outside]),
    ...(members.length > 0 ? [table(['keeps read models', 'since', 'slots'], members)] : []),
  ].join('\n\n');
  if (findings.length === 0) return `${services}\n\nAll is well.`;
  return [
    services,
    ...findings.map(({ severity, what, remedy }) => `\n${severity.toUpperCase()}  ${what}\n  -> ${remedy}`),
  ].join('\n');
};

export const doctorCommand = (program: Command, run: Run): void => {
  program
    .command('doctor')
    .description(
      'looks at every service, its databases, clocks, lags, slots, topics, dead letters and disk, and says what to do',
    )
    .addHelpText('after', '\nExit code: 0 all is well, 1 cannot ask, 2 there are errors, 3 there are warnings only.')
    .action(() =>
      run(async ({ api, print }) => {
        const { data } = program.opts<{ data: string }>();
        const [asked, disk] = await Promise.all([askFacts(api), diskOf(data)]);
        const facts: Facts = { ...asked, disk };
        const findings = findingsOf(facts, release);
        print({ findings, ...facts }, () => text(facts, findings));
        if (findings.length > 0) process.exitCode = findings.some(({ severity }) => severity === 'error') ? 2 : 3;
      }),
    );
};
