import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clientCases } from '../../conformance/cases/client/index.ts';
import { canListen } from '../../conformance/cluster/listener.ts';
import { kitReport, notPassed } from './conformanceReport.ts';

const TNV = join(import.meta.dirname, '../../bin/tnv');

// Spec: CLIENT-EXIT, CLIENT-WHOLE-FILE, CLIENT-IDS, CLIENT-EARLY-SUCCESS, CLIENT-REPLY-COMMAND, DESCRIBE-UPLOAD,
// LIST-NOT-SUPPORTED, LIST-ADVANCES
it('tnv client passes every case for clients', async () => {
  const line = `'${TNV}' client {taddrs} --timeout=4 upload {appid} {userid} {file}`;
  const listing = `'${TNV}' client {taddrs} --timeout=4 list {appid} {userid}`;
  const report = await kitReport(['--client', line, '--client', listing, '--jobs', '3']);
  const skipped = (await canListen('::1')) ? [] : ['client/addresses/ipv6'];
  expect(notPassed(report).filter((text) => !skipped.some((id) => text.startsWith(id)))).toEqual([]);
  expect(report.exitCode).toBe(0);
  expect(report.cases).toHaveLength(clientCases.length);
  expect(clientCases.length).toBeGreaterThanOrEqual(40);
});
