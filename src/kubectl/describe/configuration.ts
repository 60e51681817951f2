import type { ConfigMap, Secret, ServiceAccount } from 'kubernetes-types/core/v1'
import { StatusError } from '../../client/status.ts'
import { base64ToText } from '../../base/base64.ts'
import { base64Length } from '../bytes.ts'
import { collectionPath } from '../paths.ts'
import { describerOf } from './describer.ts'
import { describeEvents } from './eventLines.ts'
import { Sheet, sortedEntries } from './sheet.ts'
import { type DescribeSource, referenceTo } from './source.ts'

const TOKEN_TYPE = 'kubernetes.io/service-account-token'

export const configMap = describerOf<ConfigMap>('v1', 'ConfigMap', async (object, source) => {
  const { metadata = {}, data, binaryData } = object
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, '\nData\n====')
  for (const [key, value] of sortedEntries(data)) sheet.line(0, `${key}:\n----\n${value}\n`)
  sheet.line(0, '\nBinaryData\n====')
  for (const [key, value] of sortedEntries(binaryData)) sheet.line(0, `${key}: ${base64Length(value)} bytes`)
  sheet.line(0, '')
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

/** Secrets show the size of their data, but for tokens of service accounts. */
export const secret = describerOf<Secret>('v1', 'Secret', async ({ metadata = {}, type = '', data }) => {
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.line(0, `\nType:\t${type}`)
  sheet.line(0, '\nData\n====')
  for (const [key, value] of sortedEntries(data)) sheet.line(0, `${key}:\t${key === 'token' && type === TOKEN_TYPE ? base64ToText(value) : `${base64Length(value)} bytes`}`)
  return sheet
})

export const serviceAccount = describerOf<ServiceAccount>('v1', 'ServiceAccount', async (object, source) => {
  const { metadata = {}, imagePullSecrets = [], secrets = [] } = object
  const existing = await secretsOf(source, metadata.namespace)
  const tokens = (existing ?? []).filter(({ type, metadata: { annotations } = {} }) => type === TOKEN_TYPE && annotations?.['kubernetes.io/service-account.name'] === metadata.name && annotations?.['kubernetes.io/service-account.uid'] === metadata.uid)
  const names = (list: readonly { name?: string }[]) => list.map(({ name = '' }) => `${name}${existing?.every((each) => each.metadata?.name !== name) ? ' (not found)' : ''}`)
  const sheet = new Sheet()
  sheet.line(0, `Name:\t${metadata.name}`)
  sheet.line(0, `Namespace:\t${metadata.namespace}`)
  sheet.labels('Labels', metadata.labels)
  sheet.annotations('Annotations', metadata.annotations)
  sheet.list('Image pull secrets', names(imagePullSecrets))
  sheet.list('Mountable secrets', names(secrets))
  sheet.list('Tokens', names(tokens.map(({ metadata: { name } = {} }) => ({ name }))))
  describeEvents(sheet, await source.events(referenceTo(object)), source.nowMs)
  return sheet
})

/** The secrets of a namespace; undefined when they may not be listed, so that none is called missing. */
async function secretsOf(source: DescribeSource, namespace: string | undefined): Promise<Secret[] | undefined> {
  try {
    return (await source.list(collectionPath('v1', 'secrets', namespace))) as Secret[]
  } catch (error) {
    if (error instanceof StatusError) return undefined
    throw error
  }
}
