import { describe, expect, it } from 'vitest';
import { missingRights } from '../../store/mysql/schema/rights.ts';
import { checkNode, checkYear } from './machineChecks.ts';
import { skewFinding } from './skew.ts';

describe('the doctor', () => {
  it.each([
    ['22.12.0', 'problem'],
    ['22.13.0', 'ok'],
    ['24.1.0', 'ok'],
    ['20.19.0', 'problem'],
  ])('judges Node.js %s: %s', (version, level) => expect(checkNode(version).level).toBe(level));

  it('sees a clock that was never set', () => {
    expect(checkYear(0).level).toBe('problem');
    expect(checkYear(Date.UTC(2030, 0)).level).toBe('ok');
  });

  it.each([
    [500, 'ok', /agrees/],
    [1_000 + 5_000, 'warning', /5\.0 s ahead/],
    [-7_000, 'warning', /7\.0 s behind/],
  ])('takes a clock that says %d between 0 and 1000 for: %s', (theirsMs, level, text) => {
    const finding = skewFinding('db', theirsMs, 0, 1_000);
    expect([finding.level, finding.text]).toEqual([level, expect.stringMatching(text)]);
  });

  it.each([
    [['GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION'], []],
    [['GRANT USAGE ON *.* TO `d`@`%`', 'GRANT SELECT, INSERT ON `tnv_trackerdb`.* TO `d`@`%`'], []],
    [['GRANT SELECT ON `tnv\\_trackerdb`.* TO `d`@`%`'], ['INSERT']],
    [['GRANT SELECT, INSERT ON `other`.* TO `d`@`%`'], ['SELECT', 'INSERT']],
    [['GRANT `role` TO `d`@`%`'], []],
  ])('reads from %j that these rights are missing: %j', (grants, missing) => {
    expect(missingRights(grants, 'tracker')).toEqual(missing);
  });
});
