// Lints text that lies in no file: [{ file, text }] comes in as JSON, the messages go out. A process of its own, because
// ESLint imports its configuration as an ES module, which Jest cannot.
import { ESLint } from 'eslint';
import { json } from 'node:stream/consumers';
import { createProjectGraphAsync } from '@nx/devkit';
import tseslint from 'typescript-eslint';
import { root } from './touchstone-rules.mjs';

process.chdir(root);
await createProjectGraphAsync();
// Rules that ask for types need a file that exists.
const eslint = new ESLint({ cwd: root, overrideConfig: tseslint.configs.disableTypeChecked });
const planted = await json(process.stdin);
const reports = [];
for (const { file, text } of planted) {
  const [report] = await eslint.lintText(text, { filePath: file });
  reports.push(report.messages.map(({ ruleId, message }) => ({ rule: ruleId, message })));
}
process.stdout.write(JSON.stringify(reports), () => process.exit(0));
