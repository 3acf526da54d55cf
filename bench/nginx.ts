import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBinary, findBinary } from '../test/services/binary.ts';
import { freePort } from '../test/services/freePort.ts';
import { ServerProcess } from './site/process.ts';

/** nginx as Debian configures it, with one worker, serving a folder. */
export interface Nginx {
  readonly port: number;
  readonly process: ServerProcess;
}

/** Makes sure that nginx is there; resolves to the reason when it is not. */
export function ensureNginx(): Promise<string | undefined> {
  return ensureBinary('nginx', 'nginx-light');
}

/** Serves the files below `root`; everything nginx writes goes into `folder`. */
export async function startNginx(folder: string, root: string): Promise<Nginx> {
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const config = join(folder, 'nginx.conf');
  writeFileSync(
    config,
    `daemon off;
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
error_log ${join(folder, 'nginx.log')};
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 768; }
http {
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  default_type application/octet-stream;
  access_log ${join(folder, 'nginx-access.log')};
${temporary.map((name) => `  ${name}_temp_path ${join(folder, `nginx-${name}`)};`).join('\n')}
  server { listen 127.0.0.1:${port}; root ${root}; }
}
`,
  );
  const command = [findBinary('nginx') ?? 'nginx', '-c', config, '-e', join(folder, 'nginx.log')];
  return { port, process: await ServerProcess.start(command, port, join(folder, 'nginx.out')) };
}
