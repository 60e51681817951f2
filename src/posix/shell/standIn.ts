import type { Process } from '../process.ts'

/** The shell's process as a program sees it that runs inside of it: with arguments and an environment of its own. */
export function standIn(process: Process, own: { readonly arguments: readonly string[]; readonly environment: Readonly<Record<string, string>> }): Process {
  return new Proxy(process, {
    get(target, name) {
      if (name === 'arguments' || name === 'environment') return own[name]
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value as (...parameters: unknown[]) => unknown).bind(target) : value
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  })
}
