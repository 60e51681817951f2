import { describe, expect, test } from 'vitest'
import { problemsOf } from './problems.ts'

const file = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: -1
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: other
    spec:
      containers:
      - name: web
        imag: nginx
`

describe('the line of an error', () => {
  test.each([
    ['The Deployment "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0', [14]],
    ['The Deployment "web" is invalid: spec.template.metadata.labels: Invalid value: map[string]string{"app":"other"}: `selector` does not match template `labels`', [20]],
    ['Error from server (BadRequest): error when creating "web.yaml": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.containers[0].imag"', [25]],
    ['The Service "web" is invalid: spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive', [7]],
    ['The  "" is invalid: patch: Invalid value: "{\\"kind\\":\\"Deployment\\",\\"spec\\":{\\"replicas\\":\\"many\\"}}": json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32', [14]],
    ['The connection to the server was refused', [1]],
  ])('%s', (message, lines) => {
    expect(problemsOf(file, message).map(({ line }) => line)).toEqual(lines)
  })

  test('a syntax error counts from the beginning of its document', () => {
    expect(problemsOf('a: 1\n---\nb: 1\nc: d: e\n', 'error: error parsing x.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context')).toEqual([
      { line: 4, message: expect.stringContaining('mapping values') },
    ])
  })
})
