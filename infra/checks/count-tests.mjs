// Prints "<passed> <failed>" from Jest's JSON result; a suite that could not even start is one failed test.
import { readFileSync } from 'node:fs';

const read = () => {
  try {
    return JSON.parse(readFileSync(process.argv[2], 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, numRuntimeErrorTestSuites: 0 };
  }
};
const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = read();
process.stdout.write(`${numPassedTests} ${numFailedTests + numRuntimeErrorTestSuites}\n`);
