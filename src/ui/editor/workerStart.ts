/** Stands for monaco-worker-manager/worker (see workerManager.ts): the second message is what the worker is made with. */
import { start } from 'monaco-editor/editor/editor.worker.start.js'

export function initialize<Data>(create: (context: unknown, data: Data) => object): void {
  self.onmessage = () => {
    self.onmessage = ({ data }: MessageEvent<Data>) => {
      start((context: unknown) => Object.create(create(context, data)) as object)
    }
  }
}
