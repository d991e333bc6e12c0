// A skipped test proves nothing, so the end of the run names each one.
module.exports = class ReportSkipped {
  onRunComplete(_contexts, { testResults }) {
    const skipped = testResults.flatMap(({ testFilePath, testResults: tests }) =>
      tests
        .filter(({ status }) => status === 'pending' || status === 'todo' || status === 'disabled')
        .map(({ fullName, status }) => `  ${status.toUpperCase()}  ${testFilePath}  ${fullName}`),
    );
    if (skipped.length > 0) process.stderr.write(`\n!!! ${skipped.length} NOT RUN:\n${skipped.join('\n')}\n`);
  }
};
