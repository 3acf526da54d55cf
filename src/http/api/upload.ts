import { newFileId } from '../../client/fileId.ts';
import { streamSource } from '../../client/sources/streamSource.ts';
import { SourceError } from '../../client/uploadSource.ts';
import type { Host } from '../../host/host.ts';
import type { HttpRequest } from '../../host/http.ts';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import { HttpError } from '../httpError.ts';
import { sendJson } from '../jsonAnswer.ts';
import { type FileNote, NotSupported } from '../library.ts';
import type { Call, CallHandler } from '../router.ts';
import type { Traffic } from '../traffic.ts';
import type { LibraryParts } from './libraryRoutes.ts';
import { patientBody } from './patientBody.ts';
import { contentLength, noteOf } from './uploadHeaders.ts';

/** Milliseconds without a byte after which a viewer is given up: just before a storage would give the gateway up. */
const SILENCE_MAX_MS = 25_000;

/** Passes an upload on to a storage. Spec: HTTP-WRITE-STREAM, HTTP-WRITE-WHOLE, HTTP-WRITE-REFUSAL. */
export function uploadHandler(host: Host, parts: LibraryParts, traffic: Traffic): CallHandler {
  const { config, access, views } = parts;
  return async ({ request, answer }: Call): Promise<void> => {
    await access.needWrite(request);
    const size = contentLength(request.headers);
    if (size > (config.uploadMaxBytes ?? Number.POSITIVE_INFINITY)) {
      throw new HttpError(413, `a file may have ${config.uploadMaxBytes} bytes here`);
    }
    const note = noteOf(request.headers);
    const { appid, userid } = config;
    const file = { appid, userid, fileid: newFileId(host, userid) };
    await store(host, parts, file, request, size, traffic);
    const described = await describe(host, parts, file, note, request);
    const listed = { fileid: file.fileid, size, uploadedAt: 0, ...described };
    const view = views.of(listed);
    await sendJson(answer, 201, view, { location: `/api/files/${encodeURIComponent(file.fileid)}` });
  };
}

async function store(
  host: Host,
  { library }: LibraryParts,
  file: FileAddress,
  request: HttpRequest,
  size: number,
  traffic: Traffic,
): Promise<void> {
  const body = traffic.counted(patientBody(request.body, host.timers, SILENCE_MAX_MS));
  try {
    await library.upload(file, streamSource(body, size), { signal: request.gone });
  } catch (error) {
    // The content comes from the viewer: what is wrong with it is told to the viewer.
    if (error instanceof SourceError && error.cause instanceof Error) throw error.cause;
    throw error;
  }
}

/** What the storages know of the file then; a file without its name is still the file. Spec: HTTP-WRITE-NAME. */
async function describe(
  host: Host,
  { library }: LibraryParts,
  file: FileAddress,
  note: FileNote,
  request: HttpRequest,
): Promise<FileNote> {
  if (note.name === '' && note.type === '') return note;
  try {
    await library.describe(file, note, { signal: request.gone });
    return note;
  } catch (error) {
    if (!(error instanceof NotSupported)) {
      host.log.warn('file not described', { fileid: file.fileid, error: error instanceof Error ? error : undefined });
    }
    return { name: '', type: '' };
  }
}
