import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** What the built page may do. Monaco and xterm put `<style>` elements into it, hence the one exception. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
].join('; ')

/** The policy goes into the page itself, so that any static server will do. The development server needs more than it allows. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: (html) => ({ html, tags: [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' }] }),
}

export default defineConfig({
  base: './',
  resolve: {
    alias: [
      { find: 'monaco-worker-manager/worker', replacement: fileURLToPath(new URL('src/ui/editor/workerStart.ts', import.meta.url)) },
      { find: 'monaco-worker-manager', replacement: fileURLToPath(new URL('src/ui/editor/workerManager.ts', import.meta.url)) },
    ],
  },
  plugins: [react(), contentSecurityPolicy],
  worker: { format: 'es' },
  build: { target: 'es2023', chunkSizeWarningLimit: 1500 },
})
