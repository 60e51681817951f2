import { utf8Decode, utf8Encode } from './bytes.ts'
import { KubectlError } from './errors.ts'
import { parseYamlDocument, printYaml } from './yaml.ts'

export interface KubeconfigContext {
  cluster?: string
  user?: string
  namespace?: string
}

/** The kubeconfig file's content (client-go's v1.Config), as far as kubectl reads it here; what else is in it is kept. */
export interface Kubeconfig {
  apiVersion?: string
  kind?: string
  clusters?: { name: string; cluster: { server?: string; [other: string]: unknown } }[]
  contexts?: { name: string; context: KubeconfigContext }[]
  users?: { name: string; user: { token?: string; username?: string; as?: string; 'as-groups'?: string[]; [other: string]: unknown } }[]
  'current-context'?: string
  preferences?: Record<string, unknown>
}

export const EMPTY_KUBECONFIG: Kubeconfig = { apiVersion: 'v1', kind: 'Config', clusters: [], contexts: [], users: [], 'current-context': '', preferences: {} }

/** A one-cluster kubeconfig, the content of a fresh installation. */
export function singleClusterKubeconfig(name: string, serverUrl: string, user: string): Kubeconfig {
  return {
    ...EMPTY_KUBECONFIG,
    clusters: [{ name, cluster: { server: serverUrl } }],
    contexts: [{ name, context: { cluster: name, user } }],
    users: [{ name: user, user: {} }],
    'current-context': name,
  }
}

export function parseKubeconfig(bytes: Uint8Array): Kubeconfig {
  const parsed = parseYamlDocument(utf8Decode(bytes))
  if (parsed !== undefined && (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))) throw new KubectlError('error loading config file: invalid configuration')
  return { ...EMPTY_KUBECONFIG, ...(parsed as Kubeconfig | undefined) }
}

export function encodeKubeconfig(config: Kubeconfig): Uint8Array {
  return utf8Encode(printYaml(normalized(config)))
}

/** Lists in name order, as client-go writes them. */
export function normalized(config: Kubeconfig): Kubeconfig {
  const byName = <T extends { name: string }>(list: readonly T[] | undefined) => (list && list.length > 0 ? [...list].sort((left, right) => (left.name < right.name ? -1 : 1)) : null)
  return { apiVersion: 'v1', clusters: byName(config.clusters), contexts: byName(config.contexts), 'current-context': config['current-context'] ?? '', kind: 'Config', preferences: config.preferences ?? {}, users: byName(config.users) } as Kubeconfig
}
