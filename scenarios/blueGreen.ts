import { isRolledOut } from '../src/scenario/conditions.ts'
import type { GoalView, Scenario } from '../src/scenario/scenario.ts'

const deploymentOf = (name: string, version: string, image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: nginx
    ver: ${version}
spec:
  replicas: 3
  selector:
    matchLabels:
      app: nginx
      ver: ${version}
  template:
    metadata:
      labels:
        app: nginx
        ver: ${version}
    spec:
      containers:
      - name: nginx
        image: ${image}
        ports:
        - containerPort: 80
        resources:
          requests:
            cpu: 100m
            memory: 64Mi
`

const blue = deploymentOf('nginx-blue', 'blue', 'vergeops/versioned-nginx:1.0')
const green = deploymentOf('nginx-green', 'green', 'vergeops/versioned-nginx:2.0')

const service = `apiVersion: v1
kind: Service
metadata:
  name: nginx
spec:
  selector:
    app: nginx
    ver: blue
  ports:
  - port: 80
    targetPort: 80
`

/** Enough answered requests in a row, all from pods of one Deployment. */
const ANSWERS = 20

function answersComeFrom(view: GoalView, deployment: string): boolean {
  const newest = view.requests.slice(-ANSWERS)
  return newest.length === ANSWERS && newest.every(({ answered, pod }) => answered && pod.startsWith(`pods/default/${deployment}-`))
}

export const blueGreen: Scenario = {
  id: 'blue-green',
  title: 'Blue and green',
  summary: 'Two versions run side by side, and one selector decides who is called. Switch, look, and switch back.',
  minutes: 5,
  machines: 3,
  setup: { manifests: `${blue}---\n${service}`, traffic: [{ name: 'visitor', url: 'http://nginx.default/', perSecond: 12 }], lengthMs: 40_000 },
  files: { 'nginx-green.yaml': green, 'nginx-service.yaml': service, 'nginx-blue.yaml': blue },
  view: 'traffic',
  goals: [
    {
      title: 'Start green',
      text: 'Blue answers all requests. Apply `nginx-green.yaml`: three pods of the new version start, and nobody calls them yet.',
      hints: ['Open `nginx-green.yaml` in the editor and press Apply.'],
      solution: ['kubectl apply -f nginx-green.yaml', 'advance 30s'],
      reached: (view) => isRolledOut(view, 'nginx-green'),
    },
    {
      title: 'Switch to green',
      text: 'Change the Service’s selector to `ver: green`. No pod is started or ended; requests simply go elsewhere.',
      hints: ['Edit `ver` in `nginx-service.yaml` and apply.', "`kubectl set selector service nginx app=nginx,ver=green`"],
      solution: ['kubectl set selector service nginx app=nginx,ver=green', 'advance 10s'],
      reached: (view) => answersComeFrom(view, 'nginx-green'),
    },
    {
      title: 'Switch back',
      text: 'If green disappoints, the way back is just as short.',
      hints: ['`kubectl set selector service nginx app=nginx,ver=blue`'],
      solution: ['kubectl set selector service nginx app=nginx,ver=blue', 'advance 10s'],
      reached: (view) => answersComeFrom(view, 'nginx-blue'),
    },
  ],
}
