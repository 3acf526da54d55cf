import { Command } from 'commander';
import type { InitOptions } from './dbInit.ts';
import type { MigrateOptions } from './dbMigrate.ts';
import type { DbOptions } from './dbOptions.ts';

// The driver is loaded when it is needed: it is most of what a start would cost.

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];

/** `tnv db init|check|migrate` */
export function dbCommand(): Command {
  return new Command('db')
    .summary('make, check or take over the databases of a site')
    .description('Makes, checks or takes over the databases that the configuration files of daemons name.')
    .addCommand(initCommand())
    .addCommand(checkCommand())
    .addCommand(migrateCommand())
    .addHelpText(
      'after',
      `
Examples, on a Debian machine, as root:
  tnv db init --socket /run/mysqld/mysqld.sock --create-user -c etc/tracker.cfg -c etc/id.cfg -c etc/storage.cfg
  tnv db check -c etc/tracker.cfg -c etc/id.cfg -c etc/storage.cfg
  tnv db migrate --dry-run --admin-user admin -c etc/tracker.cfg

The administrator's password comes from the environment (TNV_MYSQL_ADMIN_PASSWORD) or is asked for; over a unix socket none is needed
where the server knows users by their name on the system.
Exit codes: 0 done and in order, 1 problems or failed, 2 wrong usage or configuration.`,
    );
}

function withCommon(command: Command): Command {
  return command
    .exitOverride()
    .requiredOption('-c, --config <file>', 'configuration file of a daemon; may be given several times', collect)
    .option('--socket <path>', 'log in over this unix socket instead of mysql_addrs');
}

function initCommand(): Command {
  return withCommon(new Command('init'))
    .summary('make databases, tables and view where they are missing')
    .description('Makes databases, tables and the view where they are missing, and checks them. May be run again.')
    .option('--admin-user <name>', 'account that may make databases', 'root')
    .option('--create-user', "make the daemons' account too, with the rights that they need")
    .option('--user-host <host>', 'where daemons log in from (as in user@host); may be given several times', collect)
    .action(async (options: InitOptions) => (await import('./dbInit.ts')).dbInit(options));
}

function checkCommand(): Command {
  return withCommon(new Command('check'))
    .summary('say whether the databases are as daemons need them')
    .description('Says whether the databases are as daemons need them; logs in as they do. Changes nothing.')
    .option('--admin-user <name>', "log in with this account instead of the daemons'")
    .action(async (options: DbOptions) => (await import('./dbCheck.ts')).dbCheck(options));
}

function migrateCommand(): Command {
  return withCommon(new Command('migrate'))
    .summary('bring databases of another implementation to what daemons need, keeping their rows')
    .description(
      'Brings databases of another implementation to what daemons need, keeping their rows: prints every statement before it runs. ' +
        'What would lose a row is refused, with the rows. May be interrupted and run again. Tables are copied: daemons wait meanwhile.',
    )
    .option('--admin-user <name>', 'account that may change tables', 'root')
    .option('--dry-run', 'print the statements, run none')
    .action(async (options: MigrateOptions) => (await import('./dbMigrate.ts')).dbMigrate(options));
}
