import { escapeIdentifier, escapeLiteral, type ClientBase } from 'pg';

export interface RoleSpecification {
  readonly name: string;
  readonly password: string;
  readonly connections: number;
  /** Defaults of its sessions. */
  readonly settings: Readonly<Record<string, string>>;
  /** Limits that only a superuser can set, and that the role itself cannot lift. Left out where the owner is none. */
  readonly fixed: Readonly<Record<string, string>>;
}

const isSuperuser = async (client: ClientBase): Promise<boolean> => {
  const { rows } = await client.query<{ is: string }>(`SELECT current_setting('is_superuser') AS is`);
  return rows[0]?.is === 'on';
};

/** Makes the role or brings it to this specification. It owns nothing, inherits nothing and may create nothing. */
export const ensureRole = async (client: ClientBase, role: RoleSpecification): Promise<void> => {
  const name = escapeIdentifier(role.name);
  const find = `SELECT rolcreatedb AS createdb, rolcreaterole AS createrole FROM pg_roles WHERE rolname = $1`;
  const [found] = (await client.query<{ createdb: boolean; createrole: boolean }>(find, [role.name])).rows;
  if (!found) await client.query(`CREATE ROLE ${name}`);
  // Named only where there is something to take away: an owner that may not make databases may not even say NOCREATEDB.
  const taken = [found?.createdb && 'NOCREATEDB', found?.createrole && 'NOCREATEROLE'].filter(Boolean).join(' ');
  await client.query(
    `ALTER ROLE ${name} LOGIN ${taken} NOINHERIT CONNECTION LIMIT ${Math.trunc(role.connections)}
     PASSWORD ${escapeLiteral(role.password)}`,
  );
  const settings = { ...role.settings, ...((await isSuperuser(client)) && role.fixed) };
  for (const [setting, value] of Object.entries(settings))
    await client.query(`ALTER ROLE ${name} SET ${escapeIdentifier(setting)} = ${escapeLiteral(value)}`);
};

/** Takes from everybody what PostgreSQL grants to everybody, and lets this role connect. */
export const closeDatabase = async (client: ClientBase, role: string, ownsServer: boolean): Promise<void> => {
  const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
  const database = escapeIdentifier(rows[0]?.name ?? '');
  await client.query(`
    REVOKE ALL ON DATABASE ${database} FROM PUBLIC;
    GRANT CONNECT ON DATABASE ${database} TO ${escapeIdentifier(role)};
    ${ownsServer ? 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;' : ''}
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
    ${await revokeSideEffects(client)}`);
};

// Large objects are written, and advisory locks taken, through functions, which read-only transactions do not stop.
const sideEffects = ['^lo_', '^lowrite$', '^pg_(try_)?advisory_'];

const revokeSideEffects = async (client: ClientBase): Promise<string> => {
  const { rows } = await client.query<{ function: string }>(
    `SELECT p.oid::regprocedure::text AS function FROM pg_proc p
      WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ ANY ($1)
        AND has_function_privilege('public', p.oid, 'EXECUTE')`,
    [sideEffects],
  );
  return rows.map((row) => `REVOKE EXECUTE ON FUNCTION ${row.function} FROM PUBLIC;`).join('\n');
};
