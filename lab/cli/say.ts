/** Tells the user a line. */
export type Say = (text: string) => void;
