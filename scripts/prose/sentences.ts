/** A sentence of a page, with the line on which its paragraph, list item or table cell begins. */
export interface Sentence {
  readonly line: number
  readonly text: string
  readonly words: number
}

interface Block {
  readonly line: number
  readonly text: string
}

/** The beginning of a separate block: a heading, an item of a list, a quotation. */
const opening = /^\s*(#+|[-*]|\d+\.|>)\s+/
/** The end of a sentence: its mark, closing brackets or quotes, a space, and the beginning of another sentence. */
const end = /(?<=[.!?][)*"”_]*)\s+(?=[(*"“_[`]*[A-Z0-9x–])/u
const abbreviations = /\b(e\.g|i\.e|etc|vs)\./g
/** A cell that lists tests by file, which another check compares with the titles of the tests. */
const testCell = /^`(test|src)\/.*\.test\.ts`/

/** Paragraphs, list items, headings and table cells of a Markdown page, without code and without generated tables. */
function blocksOf(markdown: string): readonly Block[] {
  const blocks: { line: number; text: string }[] = []
  let fence = false
  let open = false
  let made = false
  for (const [index, raw] of markdown.split('\n').entries()) {
    if (/^\s*```/.test(raw)) fence = !fence
    if (/^<!-- .*made by/.test(raw)) made = true
    if (raw.startsWith('<!-- end of')) made = false
    if (fence || made || raw.trim() === '' || /^\s*(```|<!--)/.test(raw)) {
      open = false
    } else if (raw.trimStart().startsWith('|')) {
      open = false
      const cells = raw
        .trim()
        .replace(/^\||\|$/g, '')
        .split(/(?<!\\)\|/)
      blocks.push(...cells.map((cell) => ({ line: index + 1, text: cell.trim() })))
    } else if (!open || opening.test(raw)) {
      blocks.push({ line: index + 1, text: raw.replace(opening, '').trim() })
      open = !raw.startsWith('#')
    } else {
      blocks.at(-1)!.text += ` ${raw.trim()}`
    }
  }
  return blocks.filter(({ text }) => text !== '' && !/^[-:\s]+$/.test(text) && !testCell.test(text))
}

/** Sentences of a Markdown page. Inline code counts as one word, and the address of a link as none. */
export function sentencesOf(markdown: string): readonly Sentence[] {
  return blocksOf(markdown).flatMap(({ line, text }) => {
    const codes: string[] = []
    const plain = text
      .replace(/`[^`]*`/g, (code) => `x${codes.push(code) - 1}x`)
      .replace(/\]\([^)]*\)/g, ']')
      .replace(abbreviations, '$1')
    return plain.split(end).map((sentence) => ({
      line,
      text: sentence.replace(/x(\d+)x/g, (_, index) => codes[Number(index)]!),
      words: sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length,
    }))
  })
}

/** Sentences with more words than a reader can easily follow. */
export function longSentences(markdown: string, limit = 30): readonly Sentence[] {
  return sentencesOf(markdown).filter(({ words }) => words > limit)
}
