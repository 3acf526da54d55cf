import { describe, expect, it } from 'vitest';
import { ExitCode } from '../exitCode.ts';
import { trackerAddresses } from './trackerAddresses.ts';

describe('trackerAddresses', () => {
  it('reads one address, several, and a list with blanks and a last semicolon', () => {
    expect(trackerAddresses('127.0.0.1:21000')).toEqual([{ host: '127.0.0.1', port: 21000 }]);
    expect(trackerAddresses(' a.example:1 ; [::1]:65535;')).toEqual([
      { host: 'a.example', port: 1 },
      { host: '::1', port: 65535 },
    ]);
  });

  it.each(['', ';', 'groups', '127.0.0.1', '127.0.0.1:', '127.0.0.1:0', '127.0.0.1:65536', 'a:1;b', 'a:1,b:2'])(
    'calls %j wrong usage',
    (text) => {
      expect(() => trackerAddresses(text)).toThrow(expect.objectContaining({ exitCode: ExitCode.usage }));
    },
  );
});
