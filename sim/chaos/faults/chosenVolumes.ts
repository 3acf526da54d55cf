/** Those of the volumes of a group that a fault is about: all, or the one with this number (modulo how many there are). */
export function chosenVolumes<Volume>(all: readonly Volume[], volume: number | undefined): Volume[] {
  return all.filter((_, at) => volume === undefined || at === volume % all.length);
}
