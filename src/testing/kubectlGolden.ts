import { jsonOf } from './archive.ts'
import type { KubernetesObject } from '../kinds/objects.ts'

export interface GoldenRequest {
  /** Method and path with sorted query: `GET /api/v1/namespaces/shop/pods?limit=500`. `timeout` is dropped, `timeoutSeconds` is N. */
  readonly request: string
  /** The status that the server answered. */
  readonly status: number
  /** `json`, `protobuf,json`, `table` ...: what kubectl asked for. */
  readonly accept?: string
  readonly contentType?: string
  readonly body?: string
  /** The protocol to which the connection was upgraded. */
  readonly upgrade?: string
}

/** One kubectl command, run against a server that holds `objects`. */
export interface GoldenCase {
  readonly id: string
  /** `describe`, `get`, `apply` ... */
  readonly group: string
  /** client: text laid out by kubectl from objects; table: cells come from the server's Table; status: text from a server's Status. */
  readonly origin: 'client' | 'table' | 'status'
  /** Commands to run before. */
  readonly setup?: readonly string[]
  readonly command: string
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
  /** What kubectl sent, discovery and OpenAPI requests apart. */
  readonly requests: readonly GoldenRequest[]
  /** The lines of output come in any order. */
  readonly unordered?: boolean
  readonly requestsUnordered?: boolean
  readonly normalized?: boolean
  /** How the server differs from the usual one, in words. */
  readonly serverConfig?: string
  /** The version of a real API server against which the same text was seen. */
  readonly verified?: string
  readonly note?: string
}

export interface GoldenResourceDefinition {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly scope: string
  readonly subresources: object
  readonly schema: object
  readonly additionalPrinterColumns: readonly object[]
}

/** What the server of the golden cases holds. */
export interface GoldenObjects {
  /** The moment at which the server stands. */
  readonly clock: string
  readonly version: Readonly<Record<string, string>>
  readonly crd: GoldenResourceDefinition
  readonly metrics: {
    /** CPU and memory by node. */
    readonly nodes: Readonly<Record<string, readonly [string, string]>>
    /** Container, CPU and memory by `namespace/pod`. */
    readonly pods: Readonly<Record<string, readonly (readonly [string, string, string])[]>>
  }
  /** How containers answer (logs, exec, attach), and who the user is. */
  readonly fixtures: Readonly<Record<string, unknown>>
  /** The aggregated discovery documents of /api and /apis. */
  readonly discovery: { readonly api: object; readonly apis: object }
  readonly objects: readonly KubernetesObject[]
}

/** A request body in Kubernetes' protobuf encoding, and the object that it holds. */
export interface ProtobufSample {
  readonly command: string
  readonly method: string
  readonly path: string
  readonly bodyBase64: string
  readonly decoded: KubernetesObject
}

/** What kubectl 1.32 prints and sends. */
export interface KubectlGolden {
  /** The moment at which client and server stand; ages have at least 30 seconds of slack. */
  readonly clock: string
  readonly serverUrl: string
  /** Files in the working directory of the commands, by name. */
  readonly files: Readonly<Record<string, string>>
  readonly cases: readonly GoldenCase[]
  readonly server: GoldenObjects
  readonly protobufSamples: readonly ProtobufSample[]
}

export function kubectlGolden(): KubectlGolden {
  const { clock, serverUrl, files, cases } = jsonOf<Pick<KubectlGolden, 'clock' | 'serverUrl' | 'files' | 'cases'>>('kubectl-golden', 'cases.json')
  return {
    clock,
    serverUrl,
    files,
    cases,
    server: jsonOf('kubectl-golden', 'objects.json'),
    protobufSamples: jsonOf<{ samples: ProtobufSample[] }>('kubectl-golden', 'protobuf-samples.json').samples,
  }
}
