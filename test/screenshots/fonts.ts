import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a fontconfig file that has the system's own typeface be Inter, with a Chinese one behind it, so that pictures look alike
 * wherever they are taken (on Debian: fonts-inter, fonts-droid-fallback); what is missing is left to the system.
 */
export async function fontsFile(folder: string): Promise<string> {
  const path = join(folder, 'fonts.conf');
  const families = ['system-ui', 'sans-serif'].map(
    (family) => `  <match target="pattern">
    <test name="family"><string>${family}</string></test>
    <edit name="family" mode="prepend" binding="strong">
      <string>Inter</string><string>Noto Sans CJK SC</string><string>Droid Sans Fallback</string>
    </edit>
  </match>`,
  );
  const text = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, 'fonts')}</cachedir>
${families.join('\n')}
</fontconfig>
`;
  await writeFile(path, text);
  return path;
}
