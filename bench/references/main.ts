import { type Shape, startBareServer } from './bareServer.ts';

// A process of its own that serves shapes for the process that forked it, and ends with it.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
process.on('message', (shape: Shape) => {
  startBareServer(shape).then(
    (port) => process.send?.({ port }),
    (error: Error) => process.send?.({ failure: error.message }),
  );
});
