import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';

// Reads a file with csv-parse and nothing else; prints how many records it has.
let records = 0;
const reading = createReadStream(process.argv[2] as string).pipe(parse({ columns: true }));
reading.on('data', () => records++);
reading.on('end', () => process.stdout.write(JSON.stringify({ read: records })));
