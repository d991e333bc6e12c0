// Runs one statement as the read-only role of credentials.json and prints the rows: what any PostgreSQL client can do.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Client } = require('pg');

const { sqlUrl } = JSON.parse(
  readFileSync(join(process.env.TOUCHSTONE_DATA ?? '.touchstone', 'credentials.json'), 'utf8'),
);

const run = async (statement) => {
  const client = new Client({ connectionString: sqlUrl });
  await client.connect();
  try {
    console.table((await client.query(statement)).rows);
  } finally {
    await client.end();
  }
};

run(process.argv[2]).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
