import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandOf, environmentOf, parseUnit } from './unitFile.ts';

const MARIADB = `[Unit]
Description=MariaDB
[Service]
Type=notify
User=mysql
EnvironmentFile=-/run/mariadb-wsrep-new-cluster
ExecStart=/bin/sh -c "set -f; VAR=\`/usr/bin/galera_recovery\`; [ $? -eq 0 ] || exit 1; \\
 exec /usr/sbin/mariadbd $MYSQLD_OPTS \${_NEW} $VAR"
ExecStartPost=!/etc/mysql/debian-start
[Install]
ExecStart=/bin/false
`;

describe('a unit of systemd', () => {
  it('says whose process it is and how it is started', () => {
    const unit = parseUnit('mariadb', [MARIADB]);
    expect(unit).toMatchObject({
      type: 'notify',
      user: 'mysql',
      environmentFiles: ['-/run/mariadb-wsrep-new-cluster'],
    });
    const [shell, flag, script] = commandOf(unit.execStart, { _NEW: '--new' });
    expect([shell, flag]).toEqual(['/bin/sh', '-c']);
    expect(script).toMatch(
      /^set -f; VAR=`.*`; \[ \$\? -eq 0 \] \|\| exit 1; +exec .*mariadbd \$MYSQLD_OPTS --new \$VAR$/,
    );
  });

  it('is changed by drop-ins, and knows its instance', () => {
    const shipped = readFileSync(join(import.meta.dirname, '../../etc/systemd/tnv-storage@.service'), 'utf8');
    const unit = parseUnit('tnv-storage@second', [shipped, '[Service]\nUser=\nUser=other\nEnvironment=A=1 "B=2 3"\n']);
    expect(unit).toMatchObject({ user: 'other', group: 'tnv', environment: { A: '1', B: '2 3' } });
    expect(commandOf(unit.execStart, {})).toEqual(
      '/usr/local/tnv/bin/tnv storage -c /usr/local/tnv/etc/second.cfg'.split(' '),
    );
  });

  it('gives a variable that is a word of its own as many words as it has', () => {
    expect(commandOf('-/bin/x --level $LEVEL $MORE a$LEVEL', { LEVEL: 'INFO', MORE: ' --one  --two ' })).toEqual([
      '/bin/x',
      '--level',
      'INFO',
      '--one',
      '--two',
      'a$LEVEL',
    ]);
    expect(commandOf('/bin/x $NONE', {})).toEqual(['/bin/x']);
  });

  it('without a command is none', () => {
    expect(() => parseUnit('a', ['[Service]\nType=exec\n'])).toThrow('the unit a has no ExecStart=');
  });

  it('reads variables from files', () => {
    expect(environmentOf('# secret\nA=1\n B="two words"\nno\nC=\n')).toEqual({ A: '1', B: 'two words', C: '' });
  });
});
