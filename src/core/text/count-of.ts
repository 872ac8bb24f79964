/** `1 file`, `2 files`, `0 queries`. @param many the plural, if it does more than add an `s` */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
