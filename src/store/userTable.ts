/**
 * The number, 1 to 3, of the table that holds a user's files: a hash over the bytes of the user id, each taken
 * as a signed char. Spec: DB-USER-TABLE.
 */
export function userTable(userid: string): 1 | 2 | 3 {
  let hash = 0;
  const bytes = Buffer.from(userid);
  for (let i = 0; i < bytes.length; i++) {
    const char = bytes.readInt8(i);
    hash ^= i % 2 === 0 ? (hash << 7) ^ char ^ (hash >>> 3) : ~((hash << 11) ^ char ^ (hash >>> 5));
  }
  return (((hash & 0x7fffffff) % 3) + 1) as 1 | 2 | 3;
}
