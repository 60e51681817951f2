/** Characters as a terminal shows them. */

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The characters of a text as a person counts them. */
export function characters(text: string): string[] {
  // Most lines are ASCII, where each unit is a character.
  return /^[\x20-\x7e]*$/.test(text) ? [...text] : Array.from(segmenter.segment(text), ({ segment }) => segment)
}

const WIDE = /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|^\p{Extended_Pictographic}/u

/** How many columns a character takes. */
export function characterWidth(character: string): number {
  return WIDE.test(character) ? 2 : 1
}
