import { createProgram } from './program';
import { Refused } from './refused';

createProgram((line) => process.stdout.write(`${line}\n`))
  .parseAsync()
  .catch((error: unknown) => {
    const isForPeople = error instanceof Refused;
    process.stderr.write(`${isForPeople ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  });
