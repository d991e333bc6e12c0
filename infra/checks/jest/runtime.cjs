const { createRequire, isBuiltin } = require('node:module');
const { dirname } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: JestRuntime } = require('jest-runtime');

const native = new Map();
const isPackage = (name) => /^[^./]/.test(name) && !name.startsWith('@touchstone/') && !name.startsWith('@jest/') && !isBuiltin(name);

module.exports = class Runtime extends JestRuntime {
  constructor(...args) {
    super(...args);
    const { executor } = this;
    executor.compile = (source, filename) => compileFunction(source, executor.injectedModuleParameters, { filename });
  }
  requireModuleOrMock(from, name) {
    if (!isPackage(name)) return super.requireModuleOrMock(from, name);
    const folder = dirname(from);
    let load = native.get(folder);
    if (!load) native.set(folder, (load = createRequire(from)));
    return load(name);
  }
};
