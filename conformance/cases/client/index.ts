import type { AnyCase } from '../../runner/case.ts';
import { addressCases } from './addresses.ts';
import { contentCases } from './content.ts';
import { deleteCases } from './deletes.ts';
import { downloadCases } from './downloads.ts';
import { failoverCases } from './failover.ts';
import { honestCases } from './honest.ts';
import { idCases } from './ids.ts';
import { listingCases } from './listings.ts';
import { pipeliningCases } from './pipelining.ts';
import { refusalCases } from './refusals.ts';
import { requestCases } from './requests.ts';
import { uploadCases } from './uploads.ts';

/** Every case for a client: the kit plays the cluster. */
export const clientCases: readonly AnyCase[] = [
  ...requestCases,
  ...honestCases,
  ...contentCases,
  ...idCases,
  ...addressCases,
  ...failoverCases,
  ...refusalCases,
  ...uploadCases,
  ...downloadCases,
  ...deleteCases,
  ...pipeliningCases,
  ...listingCases,
];
