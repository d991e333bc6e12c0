import type { OpenWorld } from './bus-world';
import { runCases } from './cases';
import { consumeCases } from './consume-cases';
import { forgetCases } from './forget-cases';
import { groupCases } from './group-cases';
import { parkingCases } from './parking-cases';
import { publishCases } from './publish-cases';
import { repairCases } from './repair-cases';

const parts = {
  publishing: publishCases,
  consuming: consumeCases,
  parking: parkingCases,
  repairing: repairCases,
  'sharing a group': groupCases,
  'forgetting a group': forgetCases,
};

/** The promises of port.ts, each as a case. Call it in a test file; `open` gives a bus whose content is its own. */
export const eventBusContract = (name: string, open: OpenWorld): void => {
  describe.each(Object.entries(parts))(`${name} keeps the contract of an event bus: %s`, (_, cases) => {
    runCases(cases, open);
  });
};
