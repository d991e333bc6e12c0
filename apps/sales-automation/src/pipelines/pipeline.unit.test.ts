import { pipelinePublished, pipelineRetired, type PipelineEvent } from '@touchstone/contracts';
import { scenario } from '../scenario.test-data';
import { evolvePipeline, unknownPipeline, type Pipeline } from './pipeline';
import { publishPipeline } from './publish-pipeline';
import { retirePipeline } from './retire-pipeline';

const now = '2026-03-20T09:00:00.000Z';
const by = 'ana';
const given = scenario<Pipeline, PipelineEvent>({ initial: unknownPipeline, evolve: evolvePipeline }, { now, by });
const pipelineId = '0190f3c4-0000-7000-8000-000000000102';
const stages = [{ stage: 'qualified', name: 'Qualified', probability: '0.1' }];
const publish = { pipelineId, name: 'New business', stages };
const first = pipelinePublished({ ...publish, version: 1, by, publishedAt: now });
const retired = pipelineRetired({ pipelineId, by, retiredAt: now });

it('publishes version after version', () => {
  given().when(publishPipeline(publish)).then(first);
  const likelier = [{ stage: 'qualified', name: 'Qualified', probability: '0.2' }];
  given(first)
    .when(publishPipeline({ ...publish, stages: likelier }))
    .then(pipelinePublished({ ...publish, stages: likelier, version: 2, by, publishedAt: now }));
});
it('stays quiet when nothing differs, be it written in another order', () => {
  given(first).when(publishPipeline(publish)).thenNothing();
  const turned = { probability: '0.1', name: 'Qualified', stage: 'qualified' };
  given(first)
    .when(publishPipeline({ ...publish, stages: [turned] }))
    .thenNothing();
});
it('refuses a stage twice', () =>
  given()
    .when(publishPipeline({ ...publish, stages: [...stages, ...stages] }))
    .thenBreaks({ rule: 'stage-twice', field: '/stages', status: 422 }));
it('is retired once, and published no more', () => {
  given(first).when(retirePipeline).then(retired);
  given(first, retired).when(retirePipeline).thenNothing();
  given().when(retirePipeline).thenBreaks({ rule: 'unknown-pipeline' });
  given(first, retired).when(publishPipeline(publish)).thenBreaks({ rule: 'pipeline-retired' });
});
