import type { AnyCase } from '../../runner/case.ts';
import { connections } from '../connections/index.ts';
import { STORAGE } from '../connections/question.ts';
import { concurrent } from './concurrent.ts';
import { crash } from './crash.ts';
import { cutUploads } from './cutUploads.ts';
import { deletes } from './delete.ts';
import { described } from './describe.ts';
import { download } from './download.ts';
import { duplicates } from './duplicates.ts';
import { filesize } from './filesize.ts';
import { group } from './group.ts';
import { list } from './list.ts';
import { names } from './names.ts';
import { owners } from './owners.ts';
import { pieces } from './pieces.ts';
import { ranges } from './ranges.ts';
import { refusedUploads } from './refusedUploads.ts';
import { upload } from './upload.ts';

export const storageCases: readonly AnyCase[] = [
  ...connections(STORAGE),
  ...upload,
  ...pieces,
  ...names,
  ...refusedUploads,
  ...duplicates,
  ...cutUploads,
  ...filesize,
  ...download,
  ...ranges,
  ...owners,
  ...deletes,
  ...group,
  ...list,
  ...described,
  ...concurrent,
  ...crash,
];
