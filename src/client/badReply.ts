/** What a server sent is no reply to what it was asked; its connection cannot be used any more. */
export class BadReply extends Error {
  override readonly name = 'BadReply';
}
