const { createRequire } = require('node:module');
const { compileFunction, constants } = require('node:vm');
const { default: Runtime } = require('jest-runtime');
const { ofPackages } = require('./environment.cjs');

// Ours are run anew for every test file; so is what belongs to Jest itself.
const isFresh = /^(@touchstone\/|@jest\/|expect$|jest)|^[./]/;

// One worker runs many files, and most of what they load is the same.
const transformed = new Map();
const compiled = new Map();

const transformOnce = (cache) => {
  const transform = cache.transform.bind(cache);
  return (filename, options) => {
    const source = cache.fileCache.readFile(filename);
    const known = transformed.get(filename);
    if (known?.source === source && !options?.isInternalModule) {
      if (known.map) cache.sourceMaps.set(filename, known.map);
      return known.code;
    }
    const code = transform(filename, options);
    if (!options?.isInternalModule) transformed.set(filename, { source, code, map: cache.sourceMaps.get(filename) });
    return code;
  };
};

const compileOnce = (parameters) => (code, filename) => {
  const known = compiled.get(filename);
  if (known?.code === code) return known.run;
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const run = compileFunction(code, parameters, { filename, importModuleDynamically });
  compiled.set(filename, { code, run });
  return run;
};

const loaded = new Set();
const loadOnce = (from, name) => {
  if (loaded.has(name)) return createRequire(from)(name);
  const before = new Set(Reflect.ownKeys(globalThis));
  const exported = createRequire(from)(name);
  for (const key of Reflect.ownKeys(globalThis)) if (!before.has(key)) ofPackages.add(key);
  loaded.add(name);
  return exported;
};

/**
 * npm packages are Node's own modules, loaded once in each worker: to load them for every file by Jest's registry was
 * about half of the CPU time of a test with a database. Our own modules are run anew for every file, compiled once.
 */
module.exports = class WorkerRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    this.transformCache.transform = transformOnce(this.transformCache);
    this.executor.compile = compileOnce(this.executor.injectedModuleParameters);
  }

  requireModuleOrMock(from, moduleName) {
    const isPackage = !isFresh.test(moduleName) && !this._resolution.isCoreModule(moduleName);
    if (isPackage && !this.mockState.shouldMockCjs(from, moduleName).shouldMock) return loadOnce(from, moduleName);
    return super.requireModuleOrMock(from, moduleName);
  }
};
