const { ModuleMocker } = require('jest-mock');

// What Jest and tests put on the process itself.
const ofProcess = ['exit', 'getBuiltinModule'];

const descriptors = (object, keys) => keys.map((key) => [key, Object.getOwnPropertyDescriptor(object, key)]);
const restore = (object, kept) => {
  for (const [key, descriptor] of kept)
    if (descriptor) Object.defineProperty(object, key, descriptor);
    else delete object[key];
};

/**
 * Tests run in the worker's own context, so that npm packages, which the worker loads once (runtime.cjs), meet the same
 * Error, Date and Array as our sources. What a file leaves on the global object or in the environment goes with it.
 * There are no fake timers: a decision is told the time.
 */
module.exports = class WorkerEnvironment {
  global = globalThis;
  fakeTimers = null;
  fakeTimersModern = null;
  moduleMocker = new ModuleMocker(globalThis);
  /** What packages put on the global object while they were loaded: they live on, and look for it there. */
  static ofPackages = new Set();
  #globals = new Set(Reflect.ownKeys(globalThis));
  #console = Object.getOwnPropertyDescriptor(globalThis, 'console');
  #process = descriptors(process, ofProcess);
  #variables = { ...process.env };

  constructor({ projectConfig }) {
    Object.assign(globalThis, { global: globalThis }, projectConfig.globals);
  }

  async setup() {}

  async teardown() {
    for (const key of Reflect.ownKeys(globalThis))
      if (!this.#globals.has(key) && !WorkerEnvironment.ofPackages.has(key)) Reflect.deleteProperty(globalThis, key);
    Object.defineProperty(globalThis, 'console', this.#console);
    restore(process, this.#process);
    for (const name of Object.keys(process.env)) if (!(name in this.#variables)) delete process.env[name];
    Object.assign(process.env, this.#variables);
    this.global = null;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return this.global;
  }
};
