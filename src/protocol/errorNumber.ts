/**
 * Error numbers of failure replies. They read like HTTP status codes.
 * Spec: ERR-NUMBERS.
 */
export const ErrorNumber = {
  /** The request does not follow the packet's layout, or a field's content makes no sense. */
  malformed: 400,
  /** The application id is not served here. */
  unknownApplication: 403,
  /** No such file for this application and user, or no such joined storage for a beat. */
  notFound: 404,
  /** A file with this id exists already. */
  exists: 409,
  /** The body is larger than this server accepts. */
  tooLarge: 413,
  /** Offset or size lies outside the file. */
  outOfRange: 416,
  /** The server failed for a reason of its own. */
  internal: 500,
  /** No active storage, or a dependency (database, id server, volume) cannot be reached. */
  unavailable: 503,
  /** No room left: disk full, or the id space of every store path is used up. */
  noSpace: 507,
} as const;

export type ErrorNumber = (typeof ErrorNumber)[keyof typeof ErrorNumber];
