import type { Call, Route } from './router.ts';

const TEXT = `This is the HTTP gateway of a TNV streaming-media system.

  /files/<fileid>                  plays a file: the address for a <video> element, VLC, curl or wget
  /files/<fileid>?download         saves it
  /files/<fileid>?download=a.mp4   saves it as a.mp4

Ranges work, so players can seek. File ids come from the client that uploaded the file:

  tnv client <tracker addresses> upload <appid> <userid> <file>

The page to watch, upload and see the cluster was not built: npm run build:web
`;

/** The text that says what this is, where there is no page. Spec: HTTP-PAGE. */
export function homeRoute(): Route {
  const show = async ({ answer }: Call): Promise<void> => answer.small(200, 'text/plain; charset=utf-8', TEXT);
  return {
    path: '/',
    methods: new Map([
      ['GET', show],
      ['HEAD', show],
    ]),
  };
}
