/** Replaces secrets in everything that is shown, also where they are base64 or URL-encoded. */
export class SecretMask {
  readonly #forms = new Set<string>()

  /** Values under four characters would mask ordinary text and are left alone. */
  add(value: string): void {
    for (const line of [value, ...value.split('\n')]) {
      if (line.length < 4) continue
      this.#forms.add(line)
      this.#forms.add(JSON.stringify(line).slice(1, -1))
      this.#forms.add(encodeURIComponent(line))
      for (const form of base64Forms(line)) this.#forms.add(form)
    }
  }

  /** The text with `***` in place of every secret. */
  apply(text: string): string {
    let masked = text
    for (const form of [...this.#forms].sort((a, b) => b.length - a.length)) masked = masked.replaceAll(form, '***')
    return masked
  }
}

/** What stays the same in base64 wherever the value lies in a longer text: its three alignments. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value)
  return [0, 1, 2]
    .map((before) => {
      const text = Buffer.concat([Buffer.alloc(before), bytes])
        .toString('base64')
        .replace(/=+$/, '')
      const first = before === 0 ? 0 : before + 1
      const last = (before + bytes.length) % 3 === 0 ? text.length : text.length - 1
      return text.slice(first, last)
    })
    .filter((form) => form.length >= 6)
}
