/**
 * Stands for the package monaco-worker-manager, whose way of starting a worker Monaco gave up (monaco-yaml issue 272): the worker is made here, told to begin, given
 * its data, and handed to Monaco. Vite puts this file in the package's place.
 */
import type * as Monaco from 'monaco-editor'

interface Options<Data> {
  createData: Data
  readonly label: string
}

interface WorkerManager<Data> {
  getWorker(...resources: Monaco.Uri[]): Promise<object>
  updateCreateData(data: Data): void
  dispose(): void
}

export function createWorkerManager<Data>(monaco: typeof Monaco, { createData, label }: Options<Data>): WorkerManager<Data> {
  let worker: Monaco.editor.MonacoWebWorker<object> | undefined
  let data = createData

  const start = (): Monaco.editor.MonacoWebWorker<object> => {
    const made = Promise.resolve(self.MonacoEnvironment?.getWorker?.('', label) as Worker).then((port) => {
      port.postMessage('ignore')
      port.postMessage(data)
      return port
    })
    return monaco.editor.createWebWorker<object>({ worker: made })
  }
  const stop = (): void => {
    worker?.dispose()
    worker = undefined
  }
  return {
    getWorker: (...resources) => (worker ??= start()).withSyncedResources(resources),
    updateCreateData(next) {
      data = next
      stop()
    },
    dispose: stop,
  }
}
