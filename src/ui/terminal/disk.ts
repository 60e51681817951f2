import { MemoryFiles } from '../../posix/memoryFiles.ts'
import { encodeKubeconfig } from '../../kubectl/kubeconfig.ts'
import { utf8Decode } from '../../kubectl/bytes.ts'
import { HOME } from '../../shell/machine.ts'
import { clusterClock, kubeconfigStore } from '../session/kubectl.ts'
import { sessionStore, writeFile } from '../session/store.ts'

/** The terminal's files: the home directory holds the editor's files, and whatever is written to one shows in the other. */
export function sessionDisk(): MemoryFiles {
  const disk = new MemoryFiles(() => clusterClock.nowMs(), { [`${HOME}/`]: '', '/tmp/': '', [`${HOME}/.kube/config`]: utf8Decode(encodeKubeconfig(kubeconfigStore.read())) })
  let files: Readonly<Record<string, string>> = {}
  const fromEditor = (): void => {
    const { files: next } = sessionStore.getState()
    if (next === files) return
    for (const [name, text] of Object.entries(next)) if (disk.read(`${HOME}/${name}`) !== text) disk.place(`${HOME}/${name}`, text)
    for (const name of Object.keys(files)) if (!(name in next)) disk.remove(`${HOME}/${name}`)
    files = next
  }
  fromEditor()
  sessionStore.subscribe(fromEditor)
  disk.watch(HOME, () => {
    for (const name of disk.list(HOME) ?? []) {
      const text = disk.read(`${HOME}/${name}`)
      if (/\.(ya?ml|json|txt)$/.test(name) && text !== undefined && sessionStore.getState().files[name] !== text) writeFile(name, text)
    }
  })
  return disk
}
