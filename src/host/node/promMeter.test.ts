import { describe, expect, it } from 'vitest';
import { Metrics } from './promMeter.ts';

/** The lines about one metric, without comments. */
async function lines(metrics: Metrics, name: string): Promise<string[]> {
  return (await metrics.text()).split('\n').filter((line) => line.startsWith(name));
}

// Spec: OPS-METRICS
describe('the metrics of a process', () => {
  it('count for each daemon and each combination of labels', async () => {
    const metrics = new Metrics();
    const requests = { name: 'tnv_requests_total', help: 'Requests.', labels: ['command', 'outcome'] };
    const one = metrics.meter('storage1').counter(requests);
    one.add(['UPLOAD', 'ok']);
    one.add(['UPLOAD', 'ok'], 2);
    one.add(['UPLOAD', '409']);
    metrics.meter('storage2').counter(requests).add(['UPLOAD', 'ok']);
    expect(await lines(metrics, 'tnv_requests_total')).toEqual([
      'tnv_requests_total{daemon="storage1",command="UPLOAD",outcome="ok"} 3',
      'tnv_requests_total{daemon="storage1",command="UPLOAD",outcome="409"} 1',
      'tnv_requests_total{daemon="storage2",command="UPLOAD",outcome="ok"} 1',
    ]);
  });

  it('keep how long things took', async () => {
    const metrics = new Metrics();
    const seconds = metrics
      .meter('id')
      .histogram({ name: 'tnv_request_seconds', help: 'Time.', labels: ['command'] }, [0.1, 1]);
    for (const value of [0.05, 0.5, 5]) seconds.observe(['ID_GET'], value);
    expect(await lines(metrics, 'tnv_request_seconds')).toEqual([
      'tnv_request_seconds_bucket{le="0.1",daemon="id",command="ID_GET"} 1',
      'tnv_request_seconds_bucket{le="1",daemon="id",command="ID_GET"} 2',
      'tnv_request_seconds_bucket{le="+Inf",daemon="id",command="ID_GET"} 3',
      'tnv_request_seconds_sum{daemon="id",command="ID_GET"} 5.55',
      'tnv_request_seconds_count{daemon="id",command="ID_GET"} 3',
    ]);
  });

  it('show what a gauge reads now, until it is let go', async () => {
    const metrics = new Metrics();
    let open = 3;
    const gauge = { name: 'tnv_connections', help: 'Open connections.' };
    const letGo = metrics.meter('tracker').gauge(gauge, () => [[[], open]]);
    metrics.meter('id').gauge(gauge, () => [[[], 1]]);
    expect(await lines(metrics, 'tnv_connections')).toEqual([
      'tnv_connections{daemon="tracker"} 3',
      'tnv_connections{daemon="id"} 1',
    ]);
    open = 5;
    expect(await lines(metrics, 'tnv_connections{daemon="tracker"}')).toEqual(['tnv_connections{daemon="tracker"} 5']);
    letGo();
    expect(await lines(metrics, 'tnv_connections')).toEqual(['tnv_connections{daemon="id"} 1']);
  });

  it('tell of the process itself', async () => {
    expect((await lines(new Metrics(), 'process_cpu_seconds_total')).length).toBe(1);
  });
});
