import { readdir, readFile, readlink } from 'node:fs/promises'

/** Numbers of all living processes that work in a folder, or have it in their command or environment (Linux). */
export async function processesBelow(folder: string): Promise<readonly number[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    numbers.map(async (number) => {
      const read = (file: string) => readFile(`/proc/${number}/${file}`, 'latin1').catch(() => '')
      const cwd = await readlink(`/proc/${number}/cwd`).catch(() => '')
      const texts = [cwd, await read('cmdline'), await read('environ')]
      return texts.some((text) => text.includes(folder)) ? Number(number) : undefined
    }),
  )
  return found.filter((number) => number !== undefined && number !== process.pid) as number[]
}
