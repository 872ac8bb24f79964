/** `1 file`, `2 files`, `0 queries`. @param many the plural, when it is more than an `s` */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
