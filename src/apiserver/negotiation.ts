import type { Headers } from '../client/transport.ts'
import type { StatusError } from '../client/status.ts'
import { notAcceptable } from './errors.ts'

/** In which form an answer is given. */
export interface AnswerForm {
  readonly as: 'object' | 'table' | 'metadata' | 'metadataList'
  readonly contentType: string
}

const OBJECT: AnswerForm = { as: 'object', contentType: 'application/json' }

export function headerOf(headers: Headers, name: string): string {
  const value = headers[name]
  return value === undefined ? '' : typeof value === 'string' ? value : value.join(', ')
}

/**
 * The first form of the `Accept` header that the server can give: JSON as the object itself, as a Table, or as metadata only. YAML and protobuf answers are not given;
 * a client that accepts nothing else is told so (406).
 */
export function negotiate(headers: Headers, tables: boolean): AnswerForm | StatusError {
  const accept = headerOf(headers, 'accept')
  if (accept === '') return OBJECT
  for (const clause of accept.split(',')) {
    const [type = '', ...parameters] = clause.split(';').map((part) => part.trim())
    if (type !== 'application/json' && type !== '*/*' && type !== 'application/*') continue
    const options = Object.fromEntries(parameters.map((parameter) => parameter.split('=') as [string, string]))
    const as = options['as']
    if (as === undefined) return OBJECT
    if (options['g'] !== 'meta.k8s.io' || (options['v'] !== 'v1' && options['v'] !== 'v1beta1')) continue
    if (as === 'Table' && tables) return { as: 'table', contentType: 'application/json' }
    if (as === 'PartialObjectMetadata') return { as: 'metadata', contentType: 'application/json' }
    if (as === 'PartialObjectMetadataList') return { as: 'metadataList', contentType: 'application/json' }
  }
  return notAcceptable()
}
