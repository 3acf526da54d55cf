import { startIdServer } from './idServer.ts';
import { readSettings } from './settings.ts';
import { startStorage } from './storage.ts';
import { startTracker } from './tracker.ts';

// A deployed daemon as a process: `main.ts tracker|id|storage -c FILE`. It tells when it listens as ours do, and ends at a
// signal without finishing anything.
const STARTS = { tracker: startTracker, id: startIdServer, storage: startStorage };

const [kind = '', , file = ''] = process.argv.slice(2);
const server = await STARTS[kind as keyof typeof STARTS](readSettings(file));
process.stdout.write(`${JSON.stringify({ event: 'listening', daemon: kind, port: server.port })}\n`);
const end = (): void => void server.stop().then(() => process.exit(0));
process.once('SIGINT', end).once('SIGTERM', end);
