import type { ApiRequest } from '../client/transport.ts'

/** A request as the golden cases name it: `GET /api/v1/pods?limit=500`, parameters in order, `timeout` left out, `timeoutSeconds` as N. */
export interface RecordedRequest {
  readonly request: string
  readonly accept: string
  readonly body: string | undefined
}

export function recordedRequest(request: ApiRequest, serverUrl: string): RecordedRequest {
  const url = new URL(serverUrl + request.target)
  const parameters = [...url.searchParams]
    .filter(([key]) => key !== 'timeout')
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([key, value]) => `${key}=${key === 'timeoutSeconds' ? 'N' : key === 'fieldSelector' ? value.split(',').sort().join(',') : value}`)
  const query = parameters.length > 0 ? `?${parameters.join('&')}` : ''
  return { request: `${request.method} ${url.pathname}${query}`, accept: String(request.headers['accept']), body: request.body as string | undefined }
}
