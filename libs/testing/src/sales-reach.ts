/**
 * Who reaches whose records: cleo leads the team of ana, which dan left and eve has not joined yet; ben is of a team that
 * cleo does not lead. The command handler and query-api are held against this one table.
 */
export const salesReach = {
  members: [
    { team: 'north', person: 'cleo', leads: true, from: '2020-01-01' },
    { team: 'north', person: 'ana', leads: false, from: '2020-01-01' },
    { team: 'north', person: 'dan', leads: false, from: '2020-01-01', until: '2020-12-31' },
    { team: 'north', person: 'eve', leads: false, from: '2999-01-01' },
    { team: 'south', person: 'ben', leads: false, from: '2020-01-01' },
    { team: 'south', person: 'cleo', leads: false, from: '2020-01-01' },
    { team: 'past', person: 'cleo', leads: true, from: '2020-01-01', until: '2020-12-31' },
    { team: 'past', person: 'ben', leads: false, from: '2020-01-01' },
  ],
  owners: ['ana', 'ben', 'cleo', 'dan', 'eve'],
  callers: [
    { role: 'rep', person: 'ana', reaches: ['ana'] },
    { role: 'rep', person: 'ben', reaches: ['ben'] },
    { role: 'manager', person: 'cleo', reaches: ['ana', 'cleo'] },
    { role: 'analyst', person: undefined, reaches: ['ana', 'ben', 'cleo', 'dan', 'eve'] },
  ],
  refusal: { status: 403, type: 'urn:touchstone:problem:not-yours', rule: 'not-yours' },
} as const;
