/** The version a storage tells its trackers, at most 6 bytes. */
export const VERSION = '0.1.0';
