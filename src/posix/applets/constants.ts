import type { Program } from '../process.ts'

// oxlint-disable-next-line require-yield -- a program is a coroutine
export const trueApplet: Program = function* () {
  return 0
}

// oxlint-disable-next-line require-yield -- a program is a coroutine
export const falseApplet: Program = function* () {
  return 1
}
