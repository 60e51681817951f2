import { utf8Encode } from '../bytes.ts'
import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import { buildKustomization } from '../kustomize/build.ts'
import { printYaml } from '../yaml.ts'

export const kustomize: Command = {
  name: 'kustomize',
  group: 'Advanced Commands',
  use: 'DIR [flags]',
  short: 'Build a kustomization target from a directory or URL',
  long: "Build a set of KRM resources using a 'kustomization.yaml' file. The DIR argument must be a path to a directory containing 'kustomization.yaml'. If DIR is omitted, '.' is assumed.",
  examples: [
    { what: 'Build the kustomization of this directory', command: 'kubectl kustomize' },
    { what: 'Build that of another', command: 'kubectl kustomize overlays/production' },
  ],
  flags: [{ name: 'output', short: 'o', kind: 'string', completes: 'file', usage: 'Write the result into this file.' }],
  validate({ args }) {
    if (args.length > 1) throw new KubectlError('specify one path to kustomization.yaml')
  },
  async run(session) {
    const objects = await buildKustomization(session.context, session.args[0] ?? '.', (text) => session.stderr(`${text}\n`))
    const text = objects.map((object) => printYaml(object)).join('---\n')
    const output = session.flags.string('output')
    if (output === '') session.stdout(text)
    else await session.context.files.write(output, utf8Encode(text))
  },
}
