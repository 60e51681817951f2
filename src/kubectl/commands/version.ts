import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { KUBECTL_VERSION, KUSTOMIZE_VERSION } from '../version.ts'
import { printYaml } from '../yaml.ts'

export const version: Command = {
  name: 'version',
  group: 'Other Commands',
  use: '[flags]',
  short: 'Print the client and server version information',
  long: 'Print the client and server version information for the current context.',
  examples: [{ what: 'Print the versions of client and server', command: 'kubectl version' }],
  flags: [
    { name: 'client', kind: 'bool', usage: 'Only show the version of this client; no server is needed.' },
    { name: 'output', short: 'o', kind: 'string', completes: ['yaml', 'json'], usage: "One of 'yaml' or 'json'." },
  ],
  validate({ args, flags }) {
    if (args.length > 0) throw new KubectlError(`extra arguments: [${args.join(' ')}]`)
    if (!['', 'yaml', 'json'].includes(flags.string('output'))) throw new KubectlError("--output must be 'yaml' or 'json'")
  },
  async run(session) {
    let failure: unknown
    let server: JsonObject | undefined
    try {
      if (!session.flags.bool('client')) server = await session.client.get('/version')
    } catch (error) {
      failure = error
    }
    session.stdout(versionText(session.flags.string('output'), server))
    if (server) session.stderr(skewWarning(String(server['gitVersion'] ?? '')))
    if (failure !== undefined) throw failure
  },
}

function versionText(format: string, server: JsonObject | undefined): string {
  const info = { clientVersion: KUBECTL_VERSION, kustomizeVersion: KUSTOMIZE_VERSION, ...(server ? { serverVersion: server } : {}) }
  if (format === 'json') return `${JSON.stringify(info, undefined, 2)}\n`
  if (format === 'yaml') return `${printYaml(info)}\n`
  return `Client Version: ${KUBECTL_VERSION.gitVersion}\nKustomize Version: ${KUSTOMIZE_VERSION}\n${server ? `Server Version: ${server['gitVersion']}\n` : ''}`
}

/** A client works with servers that are at most one minor version away. */
function skewWarning(serverVersion: string): string {
  const minor = (text: string) => Number(/^v\d+\.(\d+)/.exec(text)?.[1])
  const difference = Math.abs(minor(KUBECTL_VERSION.gitVersion) - minor(serverVersion))
  if (!(difference > 1)) return ''
  const short = (text: string) => /^v(\d+\.\d+)/.exec(text)?.[1]
  return `WARNING: version difference between client (${short(KUBECTL_VERSION.gitVersion)}) and server (${short(serverVersion)}) exceeds the supported minor version skew of +/-1\n`
}
