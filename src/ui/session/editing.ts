/** Texts that a command wants edited (`kubectl edit`, `KUBE_EDITOR`): the editor pane shows them one at a time. */
export interface EditRequest {
  readonly fileName: string
  readonly text: string
}

let request: EditRequest | undefined
let answer: ((text: string | undefined) => void) | undefined
const listeners = new Set<() => void>()

function tell(): void {
  for (const listener of listeners) listener()
}

export const editRequests = {
  current: (): EditRequest | undefined => request,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  /** The user is done: the text, or undefined if nothing shall come of it. */
  finish(text: string | undefined): void {
    request = undefined
    answer?.(text)
    answer = undefined
    tell()
  },
}

/** Shows a text in the editor and waits for what becomes of it. */
export function editInPane(text: string, fileName: string): Promise<string | undefined> {
  answer?.(undefined)
  request = { fileName, text }
  tell()
  return new Promise((resolve) => (answer = resolve))
}
