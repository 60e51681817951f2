import { standIn } from '../../../posix/shell/standIn.ts'
import type { Image, Program, Repository } from '../../program.ts'
import { hasReleaseTag, versionOf, type Releases } from '../../tags.ts'
import { DEBIAN, aptGet } from '../distributions.ts'
import { isVerbose, nginxProgram } from './program.ts'

const RELEASES: Releases = {
  minors: {
    '1.7': 12,
    '1.8': 1,
    '1.9': 15,
    '1.10': 3,
    '1.11': 13,
    '1.12': 2,
    '1.13': 12,
    '1.14': 2,
    '1.15': 12,
    '1.16': 1,
    '1.17': 10,
    '1.18': 0,
    '1.19': 10,
    '1.20': 2,
    '1.21': 6,
    '1.22': 1,
    '1.23': 4,
    '1.24': 0,
    '1.25': 5,
    '1.26': 3,
    '1.27': 5,
    '1.28': 0,
    '1.29': 4,
  },
  names: ['latest', 'stable', 'mainline'],
  variants: ['alpine', 'alpine-slim', 'alpine-perl', 'alpine-otel', 'perl', 'otel', 'bookworm', 'bullseye', 'buster', 'trixie'],
}

const WELCOME = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`

const ERROR_PAGE = `<!DOCTYPE html>
<html>
<head>
<title>Error</title>
</head>
<body>
<h1>An error occurred.</h1>
<p>Sorry, the page you are looking for is currently unavailable.<br/>
Please try again later.</p>
</body>
</html>
`

const MAIN_CONFIGURATION = `
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;

    include /etc/nginx/conf.d/*.conf;
}
`

const DEFAULT_SERVER = `server {
    listen       80;
    listen  [::]:80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`

const ENTRYPOINT_LINES = [
  '/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration',
  '/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh',
  '10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf',
  '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf',
  '/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh',
  '/docker-entrypoint.sh: Configuration complete; ready for start up',
]

/** Prepares nginx and goes on as the command that it is given. */
const entrypoint: Program = function* (process) {
  const words = process.arguments.slice(1)
  if (words[0] === 'nginx') for (const line of ENTRYPOINT_LINES) process.write('stdout', `${line}\n`)
  const program = process.find(words[0] ?? '')
  if (typeof program !== 'string') return yield* program(standIn(process, { arguments: words, environment: process.environment }))
  process.write('stderr', `/docker-entrypoint.sh: 47: exec: ${words[0]}: ${program}\n`)
  return program === 'not found' ? 127 : 126
}

/** An nginx of some version with a page of its own. */
export function nginxImage(version: string, page = WELCOME): Image {
  const command = ['nginx', '-g', 'daemon off;']
  const common: Pick<Image, 'shell' | 'lacks' | 'programs' | 'files' | 'environment'> = {
    shell: true,
    // Old images came without curl.
    lacks: isVerbose(version) ? DEBIAN.lacks.filter((name) => name !== 'curl') : DEBIAN.lacks,
    programs: { nginx: nginxProgram(version), 'apt-get': aptGet, apt: aptGet, '/docker-entrypoint.sh': entrypoint },
    files: {
      ...DEBIAN.files,
      '/etc/nginx/nginx.conf': MAIN_CONFIGURATION,
      '/etc/nginx/mime.types': 'types {\n    text/html  html htm shtml;\n    text/css   css;\n    text/plain txt;\n}\n',
      '/etc/nginx/conf.d/default.conf': DEFAULT_SERVER,
      '/usr/share/nginx/html/index.html': page,
      '/usr/share/nginx/html/50x.html': ERROR_PAGE,
      '/var/log/nginx/': '',
      '/run/': '',
    },
    environment: { NGINX_VERSION: version },
  }
  return isVerbose(version) ? { ...common, entrypoint: ['/docker-entrypoint.sh'], command } : { ...common, entrypoint: [], command }
}

export const nginx: Repository = {
  names: [
    'nginx',
    'nginxinc/nginx-unprivileged',
    'registry.k8s.io/nginx',
    'registry.k8s.io/nginx-slim',
    'k8s.gcr.io/nginx-slim',
    'registry.k8s.io/e2e-test-images/nginx',
    'public.ecr.aws/nginx/nginx',
    'public.ecr.aws/docker/library/nginx',
  ],
  hasTag: (tag) => hasReleaseTag(tag, RELEASES) || /^0\.\d+$/.test(tag),
  sizeBytes: 72_000_000,
  image: (tag) => nginxImage(tag.startsWith('0.') ? '1.17.8' : versionOf(tag, RELEASES)),
}

const VERSION_PAGE = (version: string): string => `<!DOCTYPE html>
<html>
<head>
<title>Version ${version}</title>
</head>
<body>
<h1>This is version ${version}</h1>
</body>
</html>
`

/** A page that names its version, to watch a rollout by. */
export const versionedNginx: Repository = {
  names: ['vergeops/versioned-nginx'],
  hasTag: (tag) => ['1.0', '2.0', '3.0', 'latest'].includes(tag) || tag.startsWith('sha256:'),
  sizeBytes: 54_000_000,
  image: (tag) => nginxImage('1.14.2', VERSION_PAGE(/^\d/.exec(tag)?.[0] ?? '2')),
}
