/** The images of the machines on which the recordings were made: they tell nothing but their name. */
import type { ImageSet } from './imageSet.ts'
import type { Image } from './program.ts'
import { steeredServer } from './programs/steeredServer.ts'
import { familiarReference } from './reference.ts'
import { absence, described, pullTimeMs } from './registryFacts.ts'

const SHELL_IMAGES = ['busybox', 'alpine', 'ubuntu', 'debian', 'perl', 'python']
/** The ports on which servers are known to listen, by a part of the image's name. */
const USUAL_PORTS: readonly (readonly [string, number])[] = [
  ['kuard', 8080],
  ['nginx', 80],
  ['httpd', 80],
  ['wordpress', 80],
  ['hello-app', 80],
  ['redis', 6379],
  ['mysql', 3306],
  ['mongo', 27_017],
]

/** Asking for an image that the machine has already. */
const ASK_MS = 300

/** Without a command it has nothing to do. */
const shellImage: Image = { programs: {}, shell: true, entrypoint: [], command: ['sh', '-c', 'exit 0'], environment: { PATH: '/bin:/usr/bin' } }

export const recordedImages: ImageSet = {
  pull: (reference) => absence(reference) ?? { image: described(reference) },
  pullMs: (reference, present) => (present ? ASK_MS : pullTimeMs(reference)),
  resolve(reference, hasCommand) {
    const name = familiarReference(reference)
    if (hasCommand || SHELL_IMAGES.some((start) => name.startsWith(start))) return shellImage
    const port = USUAL_PORTS.find(([part]) => name.includes(part))?.[1]
    return { shell: true, entrypoint: ['server'], programs: { server: steeredServer(port === undefined ? [] : [port]) } }
  },
}
