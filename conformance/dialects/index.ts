import { closeAfterError } from './closeAfterError.ts';
import type { Dialect } from './dialect.ts';
import { errorMinusOne } from './errorMinusOne.ts';
import { failureStatus } from './failureStatus.ts';
import { firstOfPipelined } from './firstOfPipelined.ts';
import { fourBytePort } from './fourBytePort.ts';
import { noLastSemicolon } from './noLastSemicolon.ts';

/** The dialects that the kit knows. */
export const DIALECTS: readonly Dialect[] = [
  closeAfterError,
  errorMinusOne,
  failureStatus,
  firstOfPipelined,
  fourBytePort,
  noLastSemicolon,
];
