import { Product } from './product/product';
import { isUnharmed, torture } from './all-in-one/torture';

let product: Product;
beforeAll(async () => {
  product = await Product.prepare();
  await product.start();
}, 60_000);
afterAll(() => product.remove());

it('survives a short run of npm run torture', async () => {
  const lines: string[] = [];
  const report = await torture(product, {
    rounds: 4,
    seconds: 1,
    pauseMs: 0,
    seed: 7,
    say: (line) => lines.push(line),
  });
  expect({ report, lines, unharmed: isUnharmed(report) }).toMatchObject({ unharmed: true, report: { rounds: 4 } });
  expect(Object.keys(report.faults)).toHaveLength(4);
}, 120_000);
