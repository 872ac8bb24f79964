import { secretSpellings } from '../core/secret-spellings.ts'

/** Replaces secrets in everything that is shown, also where they are encoded (`secretSpellings`). */
export class SecretMask {
  readonly #forms = new Set<string>()

  /** Values under four characters would mask ordinary text and are left alone. */
  add(value: string): void {
    for (const line of [value, ...value.split('\n')]) {
      if (line.length < 4) continue
      for (const form of secretSpellings(line)) this.#forms.add(form)
    }
  }

  /** The text with `***` in place of every secret. */
  apply(text: string): string {
    let masked = text
    for (const form of [...this.#forms].sort((a, b) => b.length - a.length)) masked = masked.replaceAll(form, '***')
    return masked
  }
}
