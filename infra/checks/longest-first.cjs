const { default: Sequencer } = require('@jest/test-sequencer');

// The longest suites, longest first. A fresh clone has no cache that would know them, and one that begins last keeps one
// worker busy while the others have nothing left.
const longest = [
  'infra/demo/src/retail/retail.e2e.test.ts',
  'infra/faults/src/scaled.e2e.test.ts',
  'infra/scaled/src/main.e2e.test.ts',
  'infra/faults/src/crash-points.e2e.test.ts',
  'apps/cli/src/cli.e2e.test.ts',
  'infra/eventstoredb/src/contract.int.test.ts',
  'libs/event-bus/src/kafka/three-brokers.int.test.ts',
  'infra/faults/src/imports/imports.e2e.test.ts',
  'infra/faults/src/torture.e2e.test.ts',
];
const kinds = ['.e2e.test.ts', '.int.test.ts', '.unit.test.ts'];

const rankOf = (path) => {
  const place = longest.findIndex((suite) => path.endsWith(suite));
  return place >= 0 ? place : longest.length + kinds.findIndex((kind) => path.endsWith(kind));
};

/** The longest suites, then those that run whole processes, then those with a server, then the rest; Jest's order within each. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const ranked = super.sort(tests).map((test) => ({ test, rank: rankOf(test.path.replaceAll('\\', '/')) }));
    return ranked.sort((one, other) => one.rank - other.rank).map(({ test }) => test);
  }
};
