import { failureOf } from '../../cluster/requestFaults.ts';
import { type SeenRequest, textOf } from '../../cluster/seenRequest.ts';
import type { Baseline } from '../../program/baseline.ts';
import type { ClientStage } from '../../program/clientStage.ts';
import type { Operation } from '../../program/commandForms.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectEqualBytes } from '../../runner/expect.ts';
import { encodeRequest, type Fields } from '../../wire/layout.ts';
import type { PacketName } from '../../wire/packets.ts';
import { stageCase } from './stageCase.ts';

/** The requests a client sends when all is well, byte for byte. */
export const requestCases: readonly AnyCase[] = [
  layoutCase('SADDRS', 'filesize', 'WIRE-SADDRS', ({ file }) => ({ ...file })),
  layoutCase('GROUPS', 'groups', 'WIRE-GROUPS', () => ({})),
  layoutCase('UPLOAD', 'upload', 'WIRE-UPLOAD', ({ file, content }, request) => ({
    ...file,
    fileid: textOf(request, 'fileid'),
    size: BigInt(content.length),
  })),
  layoutCase('FILESIZE', 'filesize', 'WIRE-FILESIZE', ({ file }) => ({ ...file })),
  layoutCase('DOWNLOAD', 'download', 'WIRE-DOWNLOAD', ({ file }) => ({ ...file, offset: 0n, size: 0n })),
  layoutCase('DELETE', 'delete', 'WIRE-DELETE', ({ file }) => ({ ...file })),
  faultCase('padding', 'pads text fields with NULs', 'WIRE-TEXT'),
  faultCase('status', 'sends requests with status 0', 'WIRE-REQUEST-STATUS'),
];

function layoutCase(
  name: PacketName,
  operation: Operation,
  statement: string,
  wanted: (baseline: Baseline, request: SeenRequest) => Fields,
): AnyCase {
  return stageCase({
    id: `client/requests/${name.toLowerCase()}`,
    title: `sends ${name} as its layout says`,
    statements: [statement, 'WIRE-HEAD', 'WIRE-BODY-LENGTH', 'WIRE-TEXT', 'WIRE-IDS', 'WIRE-COMMANDS'],
    works: [],
    async run(stage) {
      const baseline = await stage.baseline(operation);
      const fault = baseline.faults.find(
        (each) => each.kind === 'layout' && (each.packet === name || (each.packet === 'unknown' && name === 'SADDRS')),
      );
      if (fault !== undefined) throw failureOf(fault);
      const request = baseline.requests.find((each) => each.name === name);
      if (request === undefined) return stage.kit.skip(`an honest ${operation} sends no ${name} that can be read`);
      const expected = honestBytes(name, wanted(baseline, request));
      expectEqualBytes(withoutOtherFaults(request), expected, `the bytes of ${name}`, statement);
    },
  });
}

/** A request without the content of an UPLOAD. */
function honestBytes(name: PacketName, fields: Fields): Buffer {
  return encodeRequest(name, fields, name === 'UPLOAD' ? { length: 408n + (fields.size as bigint) } : {});
}

/** The request with status 0 and NULs behind its texts, which are for other cases to judge. */
function withoutOtherFaults({ name, head, fields }: SeenRequest): Buffer {
  return encodeRequest(name, fields, { length: head.bodyLength });
}

function faultCase(kind: 'padding' | 'status', title: string, statement: string): AnyCase {
  return stageCase({
    id: `client/requests/${kind}`,
    title,
    statements: [statement],
    works: [],
    async run(stage) {
      const fault = (await everyBaseline(stage)).flatMap(({ faults }) => faults).find((each) => each.kind === kind);
      if (fault !== undefined) throw failureOf(fault);
    },
  });
}

function everyBaseline(stage: ClientStage): Promise<Baseline[]> {
  return Promise.all(stage.operations.map((operation) => stage.baseline(operation)));
}
