import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../session.ts'
import { create, GENERATED_FLAGS, newMetadata, requireName } from './generated.ts'

/** `host/path=service:port[,tls[=secret]]`; what follows the port is not looked at. */
const RULE = /^[\w*.-]*\/.*=[\w-]+:[\w-]+(,tls=?([\w-]+)?)?/

export const createIngress: Command = {
  name: 'ingress',
  aliases: ['ing'],
  use: 'NAME --rule=host/path=service:port[,tls[=secret]]',
  short: 'Create an ingress with the specified name',
  examples: [
    { what: 'Lead requests for shop.example.com to the port 80 of a service', command: 'kubectl create ingress shop --rule="shop.example.com/*=web:80"' },
    { what: 'Use a certain class', command: 'kubectl create ingress shop --class=nginx --rule="shop.example.com/*=web:80"' },
    { what: 'Serve TLS with the certificate of a secret', command: 'kubectl create ingress shop --rule="shop.example.com/*=web:https,tls=shop-certificate"' },
    { what: 'Lead all that no rule fits to a service', command: 'kubectl create ingress shop --default-backend=fallback:http --rule="shop.example.com/=web:80"' },
  ],
  flags: [
    ...GENERATED_FLAGS,
    { name: 'annotation', kind: 'stringArray', usage: 'Annotation of the ingress (key=value).' },
    { name: 'class', kind: 'string', usage: 'The ingress class.' },
    { name: 'default-backend', kind: 'string', usage: 'Service for what no rule fits (name:port).' },
    { name: 'rule', kind: 'stringArray', usage: "Rule (host/path=service:port[,tls=secret]); a path that ends with '*' is a prefix." },
  ],
  validate(session) {
    requireName(session)
    const { flags } = session
    const backend = flags.string('default-backend')
    if (backend === '' && flags.list('rule').length === 0) throw new KubectlError('not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)')
    for (const rule of flags.list('rule')) if (!RULE.test(rule)) throw new KubectlError(`rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`)
    for (const annotation of flags.list('annotation')) if (!annotation.includes('=')) throw new KubectlError(`annotation ${annotation} is invalid and should be in format key=[value]`)
    if (backend !== '' && backend.split(':').length !== 2) throw new KubectlError('default-backend should be in format servicename:serviceport')
  },
  run: (session) => create(session, { object: ingressOf(session), resource: 'ingresses', namespaced: true, failure: 'failed to create ingress: ' }),
}

function ingressOf(session: Session): JsonObject {
  const { flags } = session
  const rules = flags.list('rule')
  const annotations = Object.fromEntries(flags.list('annotation').map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]))
  const tls = tlsOf(rules)
  const spec = {
    ...(flags.string('class') === '' ? {} : { ingressClassName: flags.string('class') }),
    ...(flags.string('default-backend') === '' ? {} : { defaultBackend: backendOf(flags.string('default-backend')) }),
    ...(tls.length > 0 ? { tls } : {}),
    ...(rules.length > 0 ? { rules: rulesOf(rules) } : {}),
  }
  const metadata = newMetadata(session, requireName(session), Object.keys(annotations).length > 0 ? { annotations } : {})
  return { kind: 'Ingress', apiVersion: 'networking.k8s.io/v1', metadata, spec, status: { loadBalancer: {} } }
}

function backendOf(words: string): JsonObject {
  const [name, port = ''] = words.split(':')
  return { service: { name, port: /^[-+]?\d+$/.test(port) ? { number: Number(port) } : { name: port } } }
}

/** Hosts that are served with TLS, together by secret; a host is taken once. */
function tlsOf(rules: readonly string[]): JsonObject[] {
  const entries: { hosts?: string[]; secretName?: string }[] = []
  const seen = new Set<string>()
  for (const rule of rules) {
    const [, option, ...more] = rule.split(',')
    const host = rule.split('/')[0] as string
    if (option === undefined || more.length > 0 || seen.has(host)) continue
    seen.add(host)
    const secret = option.split('=')[1] ?? ''
    const same = entries.find((entry) => (entry.secretName ?? '') === secret)
    if (same) same.hosts = [...(same.hosts ?? []), host]
    else if (host !== '' || secret !== '') entries.push({ ...(host === '' ? {} : { hosts: [host] }), ...(secret === '' ? {} : { secretName: secret }) })
  }
  return entries
}

/** The rules, those of one host together. */
function rulesOf(rules: readonly string[]): JsonObject[] {
  const byHost = new Map<string, JsonObject[]>()
  for (const rule of rules) {
    const words = rule.split(',')[0] as string
    const slash = words.indexOf('/')
    const host = words.slice(0, slash)
    byHost.set(host, [...(byHost.get(host) ?? []), pathOf(words.slice(slash))])
  }
  return [...byHost].map(([host, paths]) => ({ ...(host === '' ? {} : { host }), http: { paths } }))
}

function pathOf(words: string): JsonObject {
  const [path = '', service = ''] = words.split('=')
  const isPrefix = path.endsWith('*')
  return { path: isPrefix ? path.slice(0, -1) : path, pathType: isPrefix ? 'Prefix' : 'Exact', backend: backendOf(service) }
}
