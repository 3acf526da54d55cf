/** What a file is called on the page: its name, or else its id with the middle left out. */
export function displayName(file: { readonly id: string; readonly name: string }): string {
  if (file.name !== '') return file.name;
  return file.id.length > 18 ? `${file.id.slice(0, 8)}…${file.id.slice(-6)}` : file.id;
}
