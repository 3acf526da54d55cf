/** Command bytes of requests. Spec: WIRE-COMMANDS. */
export const Command = {
  join: 10,
  beat: 11,
  saddrs: 12,
  groups: 13,
  idGet: 40,
  upload: 70,
  filesize: 71,
  download: 72,
  delete: 73,
  list: 74,
  describe: 75,
} as const;

export type Command = (typeof Command)[keyof typeof Command];

/** Command bytes of replies: they name the kind of server that answers. Spec: WIRE-REPLY-COMMANDS. */
export const ReplyCommand = {
  tracker: 100,
  id: 101,
  storage: 102,
} as const;

export type ReplyCommand = (typeof ReplyCommand)[keyof typeof ReplyCommand];
