declare module 'monaco-editor/editor/editor.worker.start.js' {
  /** Begins a worker's side of Monaco's protocol. */
  export function start(create: (context: unknown) => object): void
}
