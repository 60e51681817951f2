import type { Command } from '../command.ts'
import { KubectlError } from '../errors.ts'

/** A command that exists, so that help and completion know it, but that always fails and says what to do instead. */
function unsupported(command: Omit<Command, 'run'>, instead: string): Command {
  return {
    ...command,
    async run({ commandPath }) {
      throw new KubectlError(`${commandPath.replace('kubectl ', '')} is not supported by this kubectl: ${instead}`)
    },
  }
}

export const cp: Command = unsupported(
  {
    name: 'cp',
    group: 'Troubleshooting and Debugging Commands',
    use: '<file-spec-src> <file-spec-dest>',
    short: 'Copy files and directories to and from containers (not supported)',
    flags: [
      { name: 'container', short: 'c', kind: 'string', completes: 'container', usage: 'Container name.' },
      { name: 'no-preserve', kind: 'bool', usage: "Do not keep the copied files' owner and permissions." },
      { name: 'retries', kind: 'int', usage: 'How often to try again from the container; negative means without end.' },
    ],
  },
  'read a file with `kubectl exec POD -- cat FILE > LOCAL`, write one with `kubectl exec -i POD -- sh -c "cat > FILE" < LOCAL`',
)

export const portForward: Command = unsupported(
  {
    name: 'port-forward',
    group: 'Troubleshooting and Debugging Commands',
    use: 'TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
    short: 'Forward one or more local ports to a pod (not supported)',
    flags: [
      { name: 'address', kind: 'stringSlice', default: 'localhost', usage: 'Addresses to listen on, separated by commas.' },
      { name: 'pod-running-timeout', kind: 'duration', default: '1m0s', usage: 'How long to wait until a pod is there (5s, 2m, 3h).' },
    ],
  },
  'reach the port from a pod of the cluster, for example with `kubectl exec POD -- wget -qO- http://SERVICE:PORT`',
)

export const debug: Command = unsupported(
  {
    name: 'debug',
    group: 'Troubleshooting and Debugging Commands',
    use: '(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
    short: 'Create debugging sessions for troubleshooting workloads and nodes (not supported)',
    flags: [
      { name: 'container', short: 'c', kind: 'string', usage: 'Name of the container to debug with.' },
      { name: 'copy-to', kind: 'string', usage: 'Debug a copy of the pod that has this name.' },
      { name: 'image', kind: 'string', usage: 'Image of the container to debug with.' },
      { name: 'profile', kind: 'string', usage: 'What the debugging container may do.' },
      { name: 'stdin', short: 'i', kind: 'bool', usage: 'Keep stdin open.' },
      { name: 'target', kind: 'string', completes: 'container', usage: 'Container whose processes to see.' },
      { name: 'tty', short: 't', kind: 'bool', usage: 'Give the container a TTY.' },
    ],
  },
  'work in the pod with `kubectl exec -it POD -- sh`, or start one beside it with `kubectl run -it --rm`',
)

export const proxy: Command = unsupported(
  {
    name: 'proxy',
    group: 'Troubleshooting and Debugging Commands',
    use: '[--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
    short: 'Run a proxy to the Kubernetes API server (not supported)',
    flags: [
      { name: 'address', kind: 'string', default: '127.0.0.1', usage: 'The address to listen on.' },
      { name: 'api-prefix', kind: 'string', default: '/', usage: 'The path under which the API is served.' },
      { name: 'port', short: 'p', kind: 'int', default: '8001', usage: 'The port to listen on; 0 takes any that is free.' },
    ],
  },
  'ask the API server itself, with `kubectl get --raw PATH`',
)
