import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAclFile } from './aclFile.ts';
import { ConfigError } from './configError.ts';

/** The settings of the first service, without their lines. */
function settingsIn(text: string): [key: string, value: string][] {
  return parseAclFile(text, 'x.cfg').services[0]?.settings.map(({ key, value }) => [key, value]) ?? [];
}

// Spec: CONFIG-FORMAT
describe('parseAclFile', () => {
  it('reads a file as deployed sites have it', () => {
    const text = [
      'service tracker {',
      '    # 应用ID表',
      '    tnv_apps_id = tnvideo',
      '',
      '#\tmaster_disable = no',
      '\tmysql_addrs=127.0.0.1;10.0.0.2:3307',
      '    check_active_interval   =   120   ',
      '}',
    ].join('\n');
    expect(parseAclFile(text, 'tracker.cfg')).toEqual({
      services: [
        {
          name: 'tracker',
          settings: [
            { key: 'tnv_apps_id', value: 'tnvideo', line: 3 },
            { key: 'mysql_addrs', value: '127.0.0.1;10.0.0.2:3307', line: 6 },
            { key: 'check_active_interval', value: '120', line: 7 },
          ],
        },
      ],
      warnings: [],
    });
  });

  it('reads several services, also with the brace on the next line', () => {
    const { services } = parseAclFile('service a\n{\nx = 1\n}\n\nservice b { # of ours\ny = 2\n} # end\n', 'x.cfg');
    expect(services.map(({ name, settings }) => [name, settings.length])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  it.each([
    ['\n', 'Unix'],
    ['\r\n', 'Windows'],
    ['\r', 'old Mac'],
  ])('takes lines that end as %j (%s), and a byte order mark', (end) => {
    const { services } = parseAclFile(`\ufeffservice a {${end}x = 1${end}}${end}`, 'x.cfg');
    expect(services).toEqual([{ name: 'a', settings: [{ key: 'x', value: '1', line: 2 }] }]);
  });

  it('ends a value where a comment begins, and warns when no blank stands before the "#"', () => {
    const file = parseAclFile('service a {\nx = 1 # one\ny = a#b\nz = # none\nw =# none\n}', 'x.cfg');
    expect(file.services[0]?.settings.map(({ value }) => value)).toEqual(['1', 'a']);
    expect(file.warnings).toEqual(['x.cfg:3: the value of y ends at its "#": a comment begins']);
  });

  it('passes over a key without a value, keeps blanks and "=" inside a value, and takes keys in capitals', () => {
    expect(settingsIn('service a {\nx =\nMYSQL_Addrs = a b=c\n}')).toEqual([['mysql_addrs', 'a b=c']]);
  });

  it('takes any character of other scripts in a value, line separators too', () => {
    expect(settingsIn('service a {\nx = \u5f20\u2028\u4e09\n}')).toEqual([['x', '\u5f20\u2028\u4e09']]);
  });

  it.each([
    ['service a {\nx = 1\n', 'x.cfg:1: the service that begins here has no "}"'],
    ['\nservice a', 'x.cfg:2: the service that begins here has no "}"'],
    ['service a\nx = 1\n}', 'x.cfg:2: the "{" of the service in line 1 should come first'],
    ['service a\n}\n', 'x.cfg:2: the "{" of the service in line 1 should come first'],
    ['service a\nservice b {\n}', 'x.cfg:2: the "{" of the service in line 1 should come first'],
    ['service a {\nservice b {\n}', 'x.cfg:2: the service that began in line 1 has no "}" before this one'],
    ['service a {\n{\n}', 'x.cfg:2: the service that began in line 1 has its "{" already'],
    ['service a {\n}\n}', 'x.cfg:3: no service is open here: keys stand in "service NAME { … }"'],
    ['x = 1', 'x.cfg:1: no service is open here: keys stand in "service NAME { … }"'],
    ['service a {\nhello world\n}', 'x.cfg:2: "hello world" is not "key = value"'],
    ['service a { x = 1 }', 'x.cfg:1: "service a { x = 1 }" is not "key = value"'],
    ['service a {\n= 1\n}', 'x.cfg:2: "= 1" is not "key = value"'],
    ['service a {\nx = 1\u00002\n}', 'x.cfg:2: there is a control character in this line'],
  ])('refuses %j', (text, message) => {
    expect(() => parseAclFile(text, 'x.cfg')).toThrow(new ConfigError(message));
  });

  it('takes any text, or names the line it does not take', () => {
    const line = fc.oneof(
      fc.constantFrom('service a {', 'service b', '{', '}', 'x = 1', 'x=', '# c', '', 'service = 1', 'y = 1 # c'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
        const text = lines.join(end);
        try {
          const { services } = parseAclFile(text, 'x.cfg');
          for (const setting of services.flatMap((service) => service.settings)) {
            expect(setting.value).not.toBe('');
            expect(text.split(/\r\n|\r|\n/)[setting.line - 1]).toContain(setting.value);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          expect((error as ConfigError).message).toMatch(/^x\.cfg:\d+: /);
        }
      }),
    );
  });
});
