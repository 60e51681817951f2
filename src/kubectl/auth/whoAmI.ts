import { StatusError } from '../../client/status.ts'
import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { table } from '../layout.ts'
import { PRINT_FLAGS, resultPrinter } from '../printers/objectPrinter.ts'

export const whoAmI: Command = {
  name: 'whoami',
  use: '',
  short: 'Experimental: Check self subject attributes',
  long: 'Experimental: Check who you are and your attributes (groups, extra).\n\n This command is helpful to get yourself aware of the current user attributes, especially when dynamic authentication, e.g., token webhook, auth proxy, or OIDC provider, is enabled in the Kubernetes cluster.',
  examples: [
    { what: 'Print who I am for the server', command: 'kubectl auth whoami' },
    { what: 'Print it as JSON', command: 'kubectl auth whoami -o json' },
  ],
  flags: PRINT_FLAGS,
  async run(session) {
    let review: JsonObject
    try {
      review = await session.client.request('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body: { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: { creationTimestamp: null }, status: { userInfo: {} } } })
    } catch (error) {
      if (error instanceof StatusError && error.code === 403) throw new KubectlError('the selfsubjectreviews API is not enabled in the cluster or you do not have permission to call it')
      if (error instanceof StatusError && error.code === 404) throw new KubectlError('the selfsubjectreviews API is not enabled in the cluster\nenable APISelfSubjectReview feature gate and authentication.k8s.io/v1alpha1 or authentication.k8s.io/v1beta1 API')
      throw error
    }
    const { flags } = session
    if (flags.string('output') !== '' || flags.string('template') !== '') return session.stdout((await resultPrinter(session, '', { keepsOrder: true }))(review))
    session.stdout(attributeTable(review['status']?.userInfo ?? {}))
  },
}

function attributeTable({ username = '', uid = '', groups = [], extra = {} }: JsonObject): string {
  const list = (words: readonly string[]) => `[${words.join(' ')}]`
  const extras = Object.keys(extra).sort().map((key) => [`Extra: ${key}`, list(extra[key])])
  return table([['ATTRIBUTE', 'VALUE'], ...(username ? [['Username', username]] : []), ...(uid ? [['UID', uid]] : []), ...(groups.length > 0 ? [['Groups', list(groups)]] : []), ...extras])
}
