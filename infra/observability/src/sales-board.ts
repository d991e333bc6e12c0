import { lines, number, quantiles, rate, type Board } from './picture';

const commands = 'touchstone_http_request_duration_seconds';
const ofCommands = 'service="sales-automation",method!="GET"';

export const sales: Board = {
  title: 'Touchstone: sales',
  says: 'What sales people send, what becomes of it, and what is still being carried out.',
  pictures: [
    number(
      'Commands that failed, 1 h',
      'none',
      'Neither done nor refused: an error of ours, which the caller may repeat.',
      'sum(increase(touchstone_sales_commands_total{outcome="failed"}[1h])) or vector(0)',
      1,
    ),
    number(
      'Reassignments that fail',
      'none',
      'They could not go on when they were tried last, and are tried again.',
      'max(touchstone_sales_reassignments{state="failing"})',
      1,
    ),
    number(
      'Relay late by',
      's',
      'How long ago everything that sales recorded was on the bus.',
      'min(touchstone_relay_lag_seconds{service="sales-automation"})',
      60,
    ),
    lines('Commands, by what became of them', 'ops', 'Each of a bulk request counts.', [
      rate('touchstone_sales_commands_total', 'outcome'),
      '{{outcome}}',
    ]),
    lines(
      'Refusals, by rule',
      'ops',
      'The answer names it too; empty where there is none, as for a record that nobody knows.',
      [rate('touchstone_sales_commands_total{outcome="refused"}', 'rule'), '{{rule}}'],
    ),
    lines('Time to answer a command', 's', 'Durable when it is answered.', ...quantiles(commands, '', ofCommands)),
    lines('Slowest commands', 's', 'The ten routes with the highest p95.', [
      `topk(10, histogram_quantile(0.95, sum by (le, route) (rate(${commands}_bucket{${ofCommands}}[$__rate_interval]))))`,
      '{{route}}',
    ]),
    lines('Bulk requests', 'ops', 'Of up to 500 commands each.', [
      rate(`${commands}_count{service="sales-automation",route="/sales/bulk"}`, 'status'),
      '{{status}}',
    ]),
    lines('Reassignments that are not completed', 'short', 'What a rep who left had, on its way to another.', [
      'max by (state) (touchstone_sales_reassignments)',
      '{{state}}',
    ]),
    lines('Relay', 's', 'Grows while nothing of sales reaches the bus.', [
      'min(touchstone_relay_lag_seconds{service="sales-automation"})',
      'lag',
    ]),
  ],
};
