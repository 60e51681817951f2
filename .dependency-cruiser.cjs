/**
 * The import rules of the rooms under src/ (docs/architecture.md). One table, from which one rule a room is made.
 * Tests may import src/testing besides what their room may import.
 */
const rooms = {
  base: { may: [], why: 'base is the ground: it knows nothing of Kubernetes or of any other room.' },
  posix: { may: ['base'], why: 'the shell language serves containers and the terminal alike, so it knows neither.' },
  kinds: { may: ['base'], why: 'a kind is a description; the API server and kubectl read it, not the other way round.' },
  client: { may: ['base', 'kinds'], why: 'a client must work against any Kubernetes API, so it knows no server.' },
  apiserver: { may: ['base', 'kinds', 'client'], why: 'the API server acts on nothing: controllers and kubelets watch it.' },
  controllers: { may: ['base', 'kinds', 'client'], why: 'a controller reaches the cluster through the API only.' },
  scheduler: { may: ['base', 'kinds', 'client'], why: 'the scheduler reaches the cluster through the API only.' },
  images: { may: ['base', 'posix'], why: 'a program in a container knows processes, files and sockets, not Kubernetes.' },
  network: { may: ['base', 'kinds', 'client'], why: 'the network learns Services and endpoints from the API, as kube-proxy does.' },
  kubelet: { may: ['base', 'kinds', 'client', 'images', 'network', 'posix'], why: 'the kubelet runs programs and reports through the API.' },
  cluster: { may: ['base', 'posix', 'kinds', 'client', 'apiserver', 'controllers', 'scheduler', 'images', 'network', 'kubelet'], why: 'the composition root knows the parts of the core and nothing that shows them.' },
  scene: { may: ['base', 'kinds', 'client'], why: 'the scene is drawn from what the API tells, so that it can show a real cluster too.' },
  kubectl: { may: ['base', 'kinds', 'client'], why: 'kubectl is a client of the API and nothing else.' },
  shell: { may: ['base', 'posix', 'kubectl', 'client'], why: 'the terminal works against any Kubernetes API.' },
  scenario: { may: ['base', 'kinds', 'client'], why: 'goals are checked against what the API tells.' },
  worker: { may: ['base', 'kinds', 'client', 'cluster', 'scene', 'scenario'], why: 'the worker hosts a cluster and projects its scene; it holds no logic of either.' },
  node: { may: ['base', 'posix', 'kinds', 'client', 'cluster', 'scenario', 'kubectl', 'shell', 'testing'], why: 'the headless host composes; what it runs lives elsewhere.' },
  ui: { may: ['base', 'posix', 'kinds', 'client', 'scene', 'shell', 'scenario', 'kubectl'], why: 'only ui/connect.ts touches the worker; all else is drawn from scene deltas.' },
  testing: { may: ['base', 'posix', 'kinds', 'client', 'apiserver', 'controllers', 'scheduler', 'images', 'network', 'kubelet', 'cluster', 'scene', 'kubectl', 'shell', 'scenario', 'worker', 'node'], why: 'test tools may use anything but the page.' },
}

const forbidden = Object.entries(rooms).map(([room, { may, why }]) => ({
  name: `${room}-imports`,
  comment: why,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: '\\.test\\.tsx?$' },
  to: { path: '^src/', pathNot: `^src/(${[room, ...may].join('|')})/` + (room === 'ui' ? '|^src/worker/' : '') },
}))

forbidden.push(
  { name: 'worker-only-through-connect', comment: 'One file of the page knows that there is a worker.', severity: 'error', from: { path: '^src/ui/', pathNot: '^src/ui/connect\\.ts$|\\.test\\.tsx?$' }, to: { path: '^src/worker/', dependencyTypesNot: ['type-only'] } },
  { name: 'testing-in-tests-only', comment: 'Nothing that ships may depend on test tools; the headless host measures with them.', severity: 'error', from: { path: '^src/(?!testing/|node/)', pathNot: '\\.test\\.tsx?$' }, to: { path: '^src/testing/' } },
  { name: 'no-cycles', comment: 'Two files that need one another are one thing, or hide a third.', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
)

module.exports = {
  forbidden,
  options: { doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' }, enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.json'] } },
}
