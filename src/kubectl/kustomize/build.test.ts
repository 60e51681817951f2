import { describe, expect, it } from 'vitest'
import { FixtureTransport } from '../../testing/fixtureTransport.ts'
import { kubectlGolden } from '../../testing/kubectlGolden.ts'
import { runKubectlLine } from '../../testing/kubectlHarness.ts'
import { VirtualClock } from '../../testing/virtualClock.ts'

const BASE = {
  'base/kustomization.yaml': `resources: [web.yaml]
configMapGenerator:
- name: conf
  literals: [x=1]
`,
  'base/web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: c
        image: nginx:1.27
        envFrom: [{configMapRef: {name: conf}}]
`,
}

async function build(directory: string, files: Readonly<Record<string, string>>) {
  const golden = kubectlGolden()
  const clock = new VirtualClock(0)
  return runKubectlLine(`kubectl kustomize ${directory}`, { transport: new FixtureTransport(golden.server, golden.serverUrl, clock), clock, files, environment: { PWD: '/work' } })
}

describe('building a kustomization', () => {
  it('layers an overlay over a base as the real kubectl does', async () => {
    const overlay = `resources: [../base]
namespace: prod
namePrefix: p-
labels: [{pairs: {team: t}, includeSelectors: true}]
images: [{name: nginx, newTag: "2"}]
replicas: [{name: web, count: 5}]
patches:
- target: {kind: Service}
  patch: |-
    - op: add
      path: /spec/type
      value: NodePort
configMapGenerator:
- name: conf
  behavior: merge
  literals: [y=2]
`
    const { stdout, stderr } = await build('over', { ...BASE, 'over/kustomization.yaml': overlay })
    expect(stderr).toBe('')
    expect(stdout).toBe(`apiVersion: v1
data:
  x: "1"
  "y": "2"
kind: ConfigMap
metadata:
  labels:
    team: t
  name: p-conf-gc87g97b68
  namespace: prod
---
apiVersion: v1
kind: Service
metadata:
  labels:
    team: t
  name: p-web
  namespace: prod
spec:
  selector:
    app: web
    team: t
  type: NodePort
---
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    team: t
  name: p-web
  namespace: prod
spec:
  replicas: 5
  selector:
    matchLabels:
      app: web
      team: t
  template:
    metadata:
      labels:
        app: web
        team: t
    spec:
      containers:
      - envFrom:
        - configMapRef:
            name: p-conf-gc87g97b68
        image: nginx:2
        name: c
`)
  })

  it.each([
    ['a directory that is not there', 'nope', {}, "error: must build at directory: not a valid directory: evalsymlink failure on 'nope' : lstat /work/nope: no such file or directory\n"],
    ['no kustomization', 'base', { 'base/x.yaml': '' }, "error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/work/base'\n"],
    ['unknown fields', 'base', { 'base/kustomization.yaml': 'foo: bar' }, 'error: invalid Kustomization: json: unknown field "foo"\n'],
    ['fields that are not supported', 'base', { 'base/kustomization.yaml': 'helmCharts: []' }, 'error: the field "helmCharts" of kustomizations is not supported by this kubectl\n'],
  ])('refuses %s', async (_, directory, files, expected) => {
    expect(await build(directory, files as Record<string, string>)).toEqual({ stdout: '', stderr: expected, exitCode: 1 })
  })
})
