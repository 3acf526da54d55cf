import { CommandFailed, ExitCode } from '../exitCode.ts';

/** The environment variable with the administrator's password. */
export const ADMIN_PASSWORD = 'TNV_MYSQL_ADMIN_PASSWORD';

/** The administrator's password: from the environment, or asked for at a terminal. Rejects with a `CommandFailed` when there is neither. */
export async function adminPassword(user: string): Promise<string> {
  const given = process.env[ADMIN_PASSWORD];
  if (given !== undefined) return given;
  if (!process.stdin.isTTY) {
    const ways = `set ${ADMIN_PASSWORD} (empty for none), use a terminal, or --socket`;
    throw new CommandFailed(ExitCode.usage, `the password of ${user} is needed: ${ways}`);
  }
  return ask(`Password of ${user} at the database: `);
}

/** Asks at the terminal without showing what is typed. */
function ask(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.resume();
  let typed = '';
  return new Promise((resolve, reject) => {
    const end = (): void => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
    };
    const onData = (bytes: Buffer): void => {
      for (const character of bytes.toString('utf8')) {
        if (character === '\r' || character === '\n') {
          end();
          resolve(typed);
          return;
        }
        if (character === '\u0003') {
          end();
          reject(new CommandFailed(ExitCode.interrupted, 'interrupted'));
          return;
        }
        typed = character === '\u007f' || character === '\b' ? typed.slice(0, -1) : typed + character;
      }
    };
    stdin.on('data', onData);
  });
}
