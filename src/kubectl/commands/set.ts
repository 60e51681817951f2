import type { Command } from '../command.ts'
import { setEnvironment } from '../set/environment.ts'
import { setImage } from '../set/image.ts'
import { setResources } from '../set/resources.ts'
import { setSelector } from '../set/selector.ts'
import { setServiceAccount } from '../set/serviceAccount.ts'
import { setSubject } from '../set/subject.ts'

export const set: Command = {
  name: 'set',
  group: 'Basic Commands (Beginner)',
  use: 'SUBCOMMAND',
  short: 'Set specific features on objects',
  long: 'Configure application resources.\n\n These commands help you make changes to existing application resources.',
  commands: [setEnvironment, setImage, setResources, setSelector, setServiceAccount, setSubject],
}
