import { describe, expect, it } from 'vitest';
import { FileModel } from './fileModel.ts';

const A = Buffer.from('a');
const B = Buffer.from('b');

describe('what a file may be', () => {
  it('is nothing at first', () => {
    expect(new FileModel().possible(0, 1)).toEqual([undefined]);
  });

  it('is what was acknowledged, for whoever asks later', () => {
    const model = new FileModel();
    model.begin(A, 1).acknowledged(2);
    expect(model.possible(3, 4)).toEqual([A]);
    model.begin(undefined, 5).acknowledged(6);
    expect(model.possible(7, 8)).toEqual([undefined]);
  });

  it('is either while a change is under way', () => {
    const model = new FileModel();
    model.begin(A, 1).acknowledged(5);
    expect(model.possible(2, 3)).toEqual([undefined, A]);
    expect(model.possible(4, 6)).toEqual([undefined, A]);
  });

  it('is either for ever after a change without an answer, until that is overtaken', () => {
    const model = new FileModel();
    model.begin(A, 1);
    expect(model.possible(100, 101)).toEqual([undefined, A]);
    model.begin(undefined, 200).acknowledged(201);
    expect(model.possible(300, 301)).toEqual([A, undefined]);
  });

  it('is one of several that overlap', () => {
    const model = new FileModel();
    const first = model.begin(A, 1);
    const second = model.begin(B, 2);
    second.acknowledged(3);
    first.acknowledged(4);
    expect(model.possible(5, 6)).toEqual([A, B]);
  });

  it('is as it was after a change that was refused for certain', () => {
    const model = new FileModel();
    model.begin(A, 1).acknowledged(2);
    model.begin(B, 3).refused();
    expect(model.possible(4, 5)).toEqual([A]);
  });
});
