// Loaded into every replica before its own program: the pipe ends when the runner does, however that ended, and a
// service that nobody looks after would go on beside the next runner's.
process.stdin
  .on('end', () => process.kill(process.pid, 'SIGTERM'))
  .on('error', () => process.kill(process.pid, 'SIGTERM'))
  .resume();
(process.stdin as { unref?: () => void }).unref?.();
