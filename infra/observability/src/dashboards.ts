import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  ReduceDataOptionsBuilder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as LinesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { boards } from './boards';
import type { Board, Picture } from './picture';

/** Chosen at the top of each dashboard: nothing here knows how a deployment named its Prometheus. */
const datasource = { type: 'prometheus', uid: '${datasource}' };

const queriesOf = ({ lines }: Picture): DataqueryBuilder[] =>
  lines.map(({ expr, legend }, index) =>
    new DataqueryBuilder()
      .datasource(datasource)
      .expr(expr)
      .legendFormat(legend)
      .refId(String.fromCharCode(65 + index)),
  );

const thresholds = (redFrom: number | undefined): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([{ value: null, color: 'green' }, ...(redFrom === undefined ? [] : [{ value: redFrom, color: 'red' }])]);

/** The builder's own defaults hide the legend and show the value of one line only. */
const linesPanel = (): LinesPanel =>
  new LinesPanel()
    .fillOpacity(8)
    .legend(new VizLegendOptionsBuilder().showLegend(true))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));

const numberPanel = (): StatPanel =>
  new StatPanel().reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));

const panelOf = (picture: Picture): Builder<Panel> => {
  const panel = picture.as === 'number' ? numberPanel() : linesPanel();
  return panel
    .title(picture.title)
    .description(picture.says)
    .unit(picture.unit)
    .min(0)
    .thresholds(thresholds(picture.redFrom))
    .span(picture.as === 'number' ? 4 : 12)
    .height(picture.as === 'number' ? 4 : 8)
    .datasource(datasource)
    .targets(queriesOf(picture));
};

const dashboardOf = (name: string, { title, says, pictures }: Board): object => {
  const others = new DashboardLinkBuilder('Touchstone')
    .type(DashboardLinkType.Dashboards)
    .tags(['touchstone'])
    .asDropdown(true)
    .keepTime(true);
  const board = new DashboardBuilder(title)
    .uid(`touchstone-${name}`)
    .description(says)
    .tags(['touchstone'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh('30s')
    .time({ from: 'now-3h', to: 'now' })
    .link(others)
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'));
  for (const picture of pictures) board.withPanel(panelOf(picture));
  return board.build();
};

/** JSON by name of the file, as Grafana's provisioning loads it. */
export const dashboardFiles = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(boards).map(([name, board]) => [
      `${name}.json`,
      `${JSON.stringify(dashboardOf(name, board), null, 2)}\n`,
    ]),
  );
