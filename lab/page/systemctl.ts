import { Service } from './service.ts';

// What `systemctl` is on the laboratory's hosts, which have no systemd: it starts what a unit says (ExecStart=, with its user,
// variables, files of variables, drop-ins), waits until that is ready where the unit is of a type that tells, and stops it.
// It restarts nothing that dies, limits and confines nothing, and knows no order between units.
process.exit(await main(process.argv.slice(2)));

async function main([verb, ...words]: readonly string[]): Promise<number> {
  const now = words.includes('--now');
  const services = words.filter((word) => !word.startsWith('-')).map((name) => new Service(name));
  try {
    switch (verb) {
      case 'daemon-reload':
        return 0;
      case 'enable':
        if (now) for (const service of services) await service.start();
        return 0;
      case 'disable':
        if (now) for (const service of services) await service.stop();
        return 0;
      case 'start':
        for (const service of services) await service.start();
        return 0;
      case 'stop':
        for (const service of services) await service.stop();
        return 0;
      case 'restart':
        for (const service of services) await service.stop();
        for (const service of services) await service.start();
        return 0;
      case 'is-active':
        return services.every((service) => service.isActive) ? 0 : 3;
      default:
        console.error(`systemctl of the laboratory does not know "${verb}"`);
        return 2;
    }
  } catch (error) {
    console.error(`systemctl ${verb} ${words.join(' ')}: ${(error as Error).message}`);
    return 1;
  }
}
