import { p99, type Alert } from './alert';

export const sales: readonly Alert[] = [
  {
    name: 'TouchstoneRelayBehind',
    expr: 'min by (service) (touchstone_relay_lag_seconds) > 60',
    for: '5m',
    severity: 'page',
    summary: 'what {{ $labels.service }} recorded reaches nobody else for {{ $value }} s',
  },
  {
    name: 'TouchstoneSalesCommandsFail',
    expr: 'sum(rate(touchstone_sales_commands_total{outcome="failed"}[10m])) / sum(rate(touchstone_sales_commands_total[10m])) > 0.01',
    for: '5m',
    severity: 'ticket',
    summary: '{{ $value | humanizePercentage }} of the commands of sales people end in an error of ours',
  },
  {
    name: 'TouchstoneSalesCommandsSlow',
    expr: `${p99('touchstone_http_request_duration_seconds', 'service="sales-automation",method!="GET",route!="/sales/bulk"')} > 1`,
    for: '10m',
    severity: 'ticket',
    summary: 'sales people wait {{ $value }} s (p99) until a command is answered',
  },
  {
    name: 'TouchstoneReassignmentsFail',
    expr: 'max(touchstone_sales_reassignments{state="failing"}) > 0',
    for: '10m',
    severity: 'ticket',
    summary: '{{ $value }} reassignments do not go on; what they move is still with the rep who left',
  },
];
