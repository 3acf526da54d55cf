const NAME_CHARACTERS_MAX = 200;

/**
 * The Content-Disposition that makes a browser save the answer as `name`, after RFC 6266 and RFC 8187: beside the
 * UTF-8 name stands one in ASCII for those who know no other. Path separators and control characters become `_`.
 * Spec: HTTP-TYPE.
 */
export function attachment(name: string): string {
  const safe = safeName(name);
  const ascii = safe.replace(/[^\x20-\x7e]|["%]/gu, '_');
  const plain = `attachment; filename="${ascii}"`;
  return ascii === safe ? plain : `${plain}; filename*=UTF-8''${percentEncode(safe)}`;
}

function safeName(name: string): string {
  const characters = [...name.toWellFormed()].slice(0, NAME_CHARACTERS_MAX).join('');
  return characters.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]/gu, '_');
}

/** Leaves only what RFC 8187 calls attr-char as it is. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
