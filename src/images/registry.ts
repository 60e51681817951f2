import { agnhost, liveness, pause } from './known/agnhost.ts'
import { mariadb, memcached, mongo, mysql, postgres, rabbitmq } from './known/databases.ts'
import { bootcamp, echoServer, helloApp, helloKubernetes, hpaExample, httpEcho, nginxHello, whoami } from './known/demoServers.ts'
import { alpine, busybox, debian, ubuntu } from './known/distributions.ts'
import { httpd } from './known/httpd.ts'
import { etcd, fluentd, imageRegistry, registryProxy } from './known/infrastructure.ts'
import { kuard } from './known/kuard/kuard.ts'
import { nginx, versionedNginx } from './known/nginx/nginx.ts'
import { hashImage, persistenceImage, python, pythonServer } from './known/python.ts'
import { redis } from './known/redis.ts'
import { curlImage, netshoot, perl } from './known/tools.ts'
import { wordpress } from './known/wordpress.ts'
import type { Repository } from './program.ts'

/** Every repository of images that behave as their users know them. */
export const repositories: readonly Repository[] = [
  agnhost,
  alpine,
  bootcamp,
  busybox,
  curlImage,
  debian,
  echoServer,
  etcd,
  fluentd,
  hashImage,
  helloApp,
  helloKubernetes,
  hpaExample,
  httpEcho,
  httpd,
  imageRegistry,
  kuard,
  liveness,
  mariadb,
  memcached,
  mongo,
  mysql,
  netshoot,
  nginx,
  nginxHello,
  pause,
  perl,
  persistenceImage,
  postgres,
  python,
  pythonServer,
  rabbitmq,
  redis,
  registryProxy,
  ubuntu,
  versionedNginx,
  whoami,
  wordpress,
]
