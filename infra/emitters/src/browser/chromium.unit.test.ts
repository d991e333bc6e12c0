import { whyNoBrowser } from './chromium';

const { platform, arch } = process;
const path = process.env['CHROME_PATH'];
const on = (machine: { platform: string; arch: string }) => {
  Object.defineProperty(process, 'platform', { value: machine.platform });
  Object.defineProperty(process, 'arch', { value: machine.arch });
};
beforeEach(() => delete process.env['CHROME_PATH']);
afterEach(() => {
  on({ platform, arch });
  if (path !== undefined) process.env['CHROME_PATH'] = path;
});

it('finds the browser of the package on Linux on x64', () => {
  on({ platform: 'linux', arch: 'x64' });
  expect(whyNoBrowser()).toBeUndefined();
});

it('says elsewhere what to set, and takes what is set', () => {
  on({ platform: 'darwin', arch: 'arm64' });
  expect(whyNoBrowser()).toMatch(/darwin on arm64 .* set CHROME_PATH/);
  process.env['CHROME_PATH'] = '/Applications/Chrome';
  expect(whyNoBrowser()).toBeUndefined();
  delete process.env['CHROME_PATH'];
});
