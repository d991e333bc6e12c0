const { NodeEnvironment } = (() => {
  const { TestEnvironment } = require('jest-environment-node');
  return { NodeEnvironment: TestEnvironment };
})();

/** The process's own globals instead of a copy per test file: what packages make is then `instanceof` what tests know. */
module.exports = class extends NodeEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global = globalThis;
    this.moduleMocker = new (require('jest-mock').ModuleMocker)(globalThis);
  }
};
