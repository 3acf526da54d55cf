import type { Rank } from './statements.ts';

/** How strictly results are counted. */
export interface Profile {
  readonly name: ProfileName;
  readonly title: string;
  /** True when failures that a recognised dialect explains are tolerated. */
  readonly acceptsDialects: boolean;
  /** Ranks whose failures are only noted. */
  readonly notes: readonly Rank[];
}

export type ProfileName = 'strict' | 'acl-cpp';

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  strict: {
    name: 'strict',
    title: 'every statement counts, also those that bind only reference implementations',
    acceptsDialects: false,
    notes: [],
  },
  'acl-cpp': {
    name: 'acl-cpp',
    title: 'known dialects are tolerated, reference behaviour is only noted',
    acceptsDialects: true,
    notes: ['reference'],
  },
};
