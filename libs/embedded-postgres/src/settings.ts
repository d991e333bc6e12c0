const forEveryServer: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // a long path breaks sockets
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  // The server's log outlives an erasure, so it must not hold the values of rows or statements.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

export const serverArguments = (port: number, own: Record<string, string>): string[] =>
  Object.entries({ ...forEveryServer, ...own, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
